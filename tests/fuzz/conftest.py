"""A profile for `make fuzz`; what it means stands in `bounds.py`."""

from hypothesis import settings

settings.register_profile("long")
