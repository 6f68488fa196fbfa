from . import test_lifecycle_status
