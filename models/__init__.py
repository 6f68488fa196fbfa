from . import lifecycle, validation
