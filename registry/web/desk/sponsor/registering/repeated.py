"""Parts of a form that come several times, such as its endpoints: `endpoints[0].label`.

Without scripts a part is added or taken away by a button that sends the form, and the page comes
back with everything that was typed. Parts are counted from 0 without gaps, as the findings are.
"""

import re
from collections.abc import Mapping

from registry.web.desk.forms import Form

PART = re.compile(r"([A-Za-z]+)\[(\d{1,3})\](.*)", re.DOTALL)


def parts_of(form: Form, name: str) -> list[int]:
    """The numbers of the parts with this name that a form holds, in order."""
    found = (PART.fullmatch(field) for field in form)
    return sorted({int(part[2]) for part in found if part and part[1] == name})


def without_gaps(form: Form, name: str) -> dict[str, str]:
    """The form with its parts of this name counted from 0, and nothing else changed."""
    now = {was: number for number, was in enumerate(parts_of(form, name))}
    return {renamed(field, name, now): value for field, value in form.items()}


def renamed(field: str, name: str, now: Mapping[int, int]) -> str:
    """A field under the new number of its part."""
    part = PART.fullmatch(field)
    if part is None or part[1] != name:
        return field
    return f"{name}[{now[int(part[2])]}]{part[3]}"


def without_part(form: Form, at: str) -> dict[str, str]:
    """The form without the part at `endpoints[1]`, say; later ones move up."""
    part = PART.fullmatch(at)
    kept = {
        field: value
        for field, value in form.items()
        if field != at and not field.startswith(f"{at}.")
    }
    return without_gaps(kept, part[1]) if part else kept


def without_empty(form: Form, name: str) -> dict[str, str]:
    """The form without the parts of this name that are a single field and empty."""
    filled = {
        field: value
        for field, value in form.items()
        if value.strip() or not re.fullmatch(rf"{re.escape(name)}\[\d+\]", field)
    }
    return without_gaps(filled, name)
