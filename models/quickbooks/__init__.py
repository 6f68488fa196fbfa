from . import application, batch, line, mapping, part, total

# isort: split
from . import check, reader

# isort: split
from . import batch_report, batch_screen, exported, nightly
