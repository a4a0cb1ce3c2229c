"""Codes that sponsors choose when they register something, in plain words."""

from collections.abc import Iterable, Mapping

from registry.language import ENGLISH, marked
from registry.model.diseases import DISEASES, NOT_STATED
from registry.web.public.results.cells import capital

Options = list[tuple[str, str]]

CLASSES: Mapping[str, str] = {
    "GTMP": marked("gene therapy medicine"),
    "sCTMP": marked("somatic cell therapy medicine"),
    "TEP": marked("tissue engineered product"),
    "COMBINED": marked("combined with a medical device"),
}

ORIGINS: Mapping[str, str] = {
    "AUTOLOGOUS": marked("the patient's own cells"),
    "ALLOGENEIC": marked("cells of a donor"),
}

VECTORS: Mapping[str, str] = {
    "NONE": marked("no vector"),
    "INTEGRATING": marked("a vector that integrates into the genome"),
    "NON_INTEGRATING": marked("a vector that does not integrate"),
}

CELL_SOURCES: Mapping[str, str] = {
    "T_CELLS": marked("T cells"),
    "NK_CELLS": marked("natural killer cells"),
    "BLOOD_STEM_CELLS": marked("blood stem cells"),
    "STROMAL_CELLS": marked("stromal cells"),
    "CHONDROCYTES": marked("cartilage cells"),
    "SKIN": marked("skin"),
    "CORNEA": marked("cornea"),
    "NONE": marked("no cells: a gene medicine alone"),
    "OTHER": marked("other cells or tissue"),
}

LEGAL_SCENARIOS: Mapping[str, str] = {
    "A": marked("during development, on the way to the market"),
    "B": marked("no prospect of marketing"),
}

ENDPOINT_ROLES: Mapping[str, str] = {
    "PRIMARY": marked("primary: it carries the verdict"),
    "SECONDARY": marked("secondary"),
}

CLOCKS: Mapping[str, str] = {
    "ACCEPTANCE": marked("from the day of acceptance"),
    "FIRST_ADMINISTRATION": marked("from the first administration"),
}

POPULATIONS: Mapping[str, str] = {
    "ACCEPTED": marked("all accepted patients"),
    "INFUSED": marked("the infused patients"),
}


def options(words: Mapping[str, str]) -> Options:
    """A code list to choose from, in its own order."""
    return [(code, capital(told)) for code, told in words.items()]


def diseases() -> Options:
    """Every disease of the registry's list by name."""
    named = ((each.code, each.label) for each in DISEASES.values() if each.code != NOT_STATED)
    return sorted(named, key=lambda each: each[1])


def windows(days: Iterable[int]) -> Options:
    """The days of follow-up, with the years they stand for."""
    return [(str(day), window_words(day)) for day in days]


def window_words(day: int) -> str:
    """A day of follow-up in words; a year has 365.25 days."""
    years = (4 * day + 730) // 1461
    if day != (1461 * years + 2) // 4 or not years:
        return ENGLISH.say("Day %(day)s", day=day)
    said = ENGLISH.plural("%(num)s year", "%(num)s years", years)
    return ENGLISH.say("Day %(day)s (%(years)s)", day=day, years=said)


def endpoint_choices(days: Iterable[int]) -> dict[str, Options]:
    """What can be chosen of any endpoint of a product with these days of follow-up."""
    return {
        "roles": options(ENDPOINT_ROLES),
        "clocks": options(CLOCKS),
        "populations": options(POPULATIONS),
        "windows": windows(days),
    }
