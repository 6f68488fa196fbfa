from . import lifecycle, validation

from . import promise  # isort: skip - it extends the checks
from . import fulfilment  # isort: skip - it reads promises
from . import collections  # isort: skip - it reads shipments, and stops what others let go
from . import quoting  # isort: skip - it adds a rule to the checks
from . import returns  # isort: skip - it takes returned goods from the invoicing job
from . import quickbooks  # isort: skip - it reads what all others have posted
from . import messages  # isort: skip - it tells what all others have done
from . import metrics  # isort: skip - it reads everybody
