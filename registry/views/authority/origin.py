"""Where the value of a field comes from."""

from registry.views.authority.facts import FACTS
from registry.views.authority.profile import ProfileField
from registry.views.authority.sources import TABLES

DIRECTORY = "directory"


def origin_of(field: ProfileField) -> str:
    """The public table that holds what fills a field, or the directory; empty where nothing does.

    The directory stands for the register of programmes, too: neither has a number of patients.
    """
    tables = {source: table for table, fills in TABLES.items() for source in fills}
    return DIRECTORY if field.source in FACTS else tables.get(field.source, "")
