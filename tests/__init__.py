from . import test_lifecycle_multistep, test_lifecycle_status
