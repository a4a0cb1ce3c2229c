"""What one programme's columns take: the ids of its hospitals and endpoints, its windows."""

from collections.abc import Iterable, Mapping

from msgspec import structs

from registry.intake.importers.layout import Column, Sheet
from registry.model.codes import EndpointKind
from registry.model.measures import DOSE_UNITS, MEASURES
from registry.model.programme import ProgrammeDocument

CATEGORIES = tuple(dict.fromkeys(code for each in MEASURES.values() for code in each.categories))
"""Every category of every measure; which of them a measure has, says the rule."""
Codes = Mapping[tuple[str, str], tuple[str, ...]]


def own_codes(document: ProgrammeDocument) -> Codes:
    """The codes of columns that are text or numbers in general, by sheet and column."""
    endpoints = (each.endpoint.id for each in document.programme.endpoints)
    return {
        ("patients", "centreId"): document.programme.centre_ids,
        ("batches", "doseUnit"): DOSE_UNITS,
        ("visits", "window"): tuple(map(str, document.windows)),
        ("visits", "response.measure"): measures(EndpointKind.RESPONDER),
        ("visits", "response.category"): CATEGORIES,
        ("visits", "scale"): measures(EndpointKind.CHANGE),
        ("endpoints", "endpointId"): tuple(endpoints),
    }


def measures(kind: EndpointKind) -> tuple[str, ...]:
    """The ids of the measures of a kind."""
    return tuple(id for id, measure in MEASURES.items() if measure.kind is kind)


def sheets_of(document: ProgrammeDocument, sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets as this programme fills them in."""
    codes = own_codes(document)

    def own(sheet: Sheet, column: Column) -> Column:
        return structs.replace(column, codes=codes.get((sheet.name, column.name), column.codes))

    return [
        structs.replace(sheet, columns=tuple(own(sheet, column) for column in sheet.columns))
        for sheet in sheets
    ]
