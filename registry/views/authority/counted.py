"""What fills a field from patients: sums over whole sealed groups, as every public answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from msgspec import structs

from registry.model.codes import BatchOutcome, EventClass, NotInfusedReason
from registry.views.authority.entries import Entry, Fill, Scope
from registry.views.authority.subject import Patients, Subject
from registry.views.cohort_rows import CohortRow
from registry.views.curve_rows import SurvivalCurve, SurvivalRow
from registry.views.efficacy_rows import EfficacyRow
from registry.views.figures import Count, Withheld
from registry.views.follow_up import FollowUpRow, KnownAt
from registry.views.manufacturing import Attempts, ManufacturingRow
from registry.views.safety import SafetyAt, SafetyRow


def of_rows(
    rows: Callable[[Patients], Iterable[CohortRow]], read: Callable[..., Iterable[Entry]]
) -> Fill:
    """What is read off each row, of the year and then of all years."""

    def fill(subject: Subject) -> Iterator[Entry]:
        scopes = {Scope.YEAR: subject.year, Scope.ALL_YEARS: subject.all_years}
        for scope, patients in scopes.items():
            for row in rows(patients):
                for entry in read(row):
                    yield structs.replace(entry, scope=scope, timing=row.timing)

    return fill


def listed(
    rows: Callable[[Patients], Iterable[CohortRow]],
    read: Callable[..., Mapping[str, int] | Withheld | None],
) -> Fill:
    """Numbers by code, of the year and then of all years: those that are not zero in both.

    Zero without a code where all are; or why none is public.
    """

    def fill(subject: Subject) -> Iterator[Entry]:
        scopes = {Scope.YEAR: subject.year, Scope.ALL_YEARS: subject.all_years}
        found = [(scope, row, read(row)) for scope, of in scopes.items() for row in rows(of)]
        for scope, row, numbers in found:
            same = [other for _, each, other in found if each.timing is row.timing]
            for entry in by_code(numbers, same, row.as_of):
                yield structs.replace(entry, scope=scope, timing=row.timing)

    return fill


def by_code(
    numbers: Mapping[str, int] | Withheld | None,
    beside: Iterable[Mapping[str, int] | Withheld | None],
    as_of: date,
) -> list[Entry]:
    """Numbers by those codes that here or beside are not zero, in their order."""
    if not isinstance(numbers, Mapping):
        return one(None, as_of, numbers)
    tables = [each for each in beside if isinstance(each, Mapping)]
    codes = sorted({code for each in tables for code, number in each.items() if number})
    known = [code for code in codes if is_counted(code, numbers)]
    return [Entry(Count(as_of, numbers.get(code, 0)), item_id=code) for code in known] or one(
        0, as_of, None
    )


def is_counted(code: str, numbers: Mapping[str, int]) -> bool:
    """Whether the absence of a code means zero: of terms, on days that are public only."""
    day, is_of_day, _ = code.partition("/")
    return not is_of_day or any(each.startswith(f"{day}/") for each in numbers)


def one(number: int | None, as_of: date, withheld: Withheld | None) -> list[Entry]:
    """One number, or why it is not public."""
    return [Entry(Count(as_of, withheld=withheld) if withheld else Count(as_of, number))]


def left_out(row: CohortRow) -> dict[str, int]:
    """Patients of groups that span what is asked for, by what they span."""
    return {"+".join(each.dimensions): each.patients for each in row.left_out}


def at_horizons(read: Callable[[SafetyAt], int]) -> Fill:
    """Patients up to each public safety horizon."""

    def entries(row: SafetyRow) -> list[Entry]:
        found = [
            Entry(Count(row.as_of, read(each)), item_id=f"day-{each.day}") for each in row.horizons
        ]
        return found or one(None, row.as_of, row.withheld)

    return of_rows(lambda patients: patients.safety, entries)


def having(kind: EventClass) -> Callable[[SafetyAt], int]:
    """The patients with an event of a class."""
    return lambda at: next((each.patients for each in at.classes if each.name == kind), 0)


def terms(row: SafetyRow) -> Mapping[str, int] | Withheld | None:
    """Patients by term and grade up to each public horizon."""
    if not row.horizons:
        return row.withheld
    days = ((at.day, each) for at in row.horizons for each in at.events)
    return {f"day-{day}/{each.id}": each.patients for day, each in days}


def horizons(read: Callable[[KnownAt], Count]) -> Fill:
    """A number of follow-up on each public horizon, or why none is."""

    def entries(row: FollowUpRow) -> list[Entry]:
        found = [Entry(read(each), item_id=f"day-{each.day}") for each in row.horizons]
        return found or one(None, row.as_of, row.withheld)

    return followed(entries)


def not_infused(row: FollowUpRow) -> Mapping[str, int] | Withheld | None:
    """Patients who were not infused in time, by reason."""
    infusion = row.infusion
    return infusion.infused.withheld or {
        each.reason: each.patients for each in infusion.not_infused
    }


def not_released(row: FollowUpRow) -> list[Entry]:
    """Patients not infused because their batch was out of specification and kept back."""
    wanted, found = NotInfusedReason.OUT_OF_SPECIFICATION_NOT_RELEASED, not_infused(row)
    if not isinstance(found, Mapping):
        return one(None, row.as_of, found)
    return one(found.get(wanted, 0), row.as_of, None)


def outcomes_of(row: ManufacturingRow) -> dict[str, int]:
    """Attempts by outcome, zeros included."""
    return dict.fromkeys(map(str, BatchOutcome), 0) | by_attempt(row.made.outcomes)


def by_attempt(attempts: Iterable[Attempts]) -> dict[str, int]:
    """Attempts by code."""
    return {each.code: each.attempts for each in attempts}


def made_in(*wanted: BatchOutcome) -> Callable[[ManufacturingRow], list[Entry]]:
    """Attempts that came to one of these outcomes."""

    def entries(row: ManufacturingRow) -> list[Entry]:
        found = outcomes_of(row)
        return one(sum(found[outcome] for outcome in wanted), row.as_of, row.withheld)

    return entries


def batch_outcomes(row: ManufacturingRow) -> list[Entry]:
    """Attempts by each outcome, zeros included."""
    if row.withheld is not None:
        return one(None, row.as_of, row.withheld)
    found = outcomes_of(row).items()
    return [Entry(Count(row.as_of, number), item_id=code) for code, number in found]


def failures(row: ManufacturingRow) -> Mapping[str, int] | Withheld | None:
    """Failed attempts by reason."""
    return row.withheld or by_attempt(row.made.failures)


def whole_programme(subject: Subject) -> Iterator[Entry]:
    """The accepted of each programme, of any year and country."""
    for row in subject.by_programme:
        id = row.keys[0].value or ""
        yield Entry(row.accepted, item_id=id, scope=Scope.PROGRAMME, timing=row.timing)


def followed(read: Callable[[FollowUpRow], Iterable[Entry]]) -> Fill:
    """What is read off each row of follow-up."""
    return of_rows(lambda patients: patients.follow_up, read)


def made(read: Callable[[ManufacturingRow], Iterable[Entry]]) -> Fill:
    """What is read off each row of manufacture."""
    return of_rows(lambda patients: patients.manufacturing, read)


def brought(read: Callable[[EfficacyRow], Iterable[Entry]]) -> Fill:
    """What is read off each row of outcomes, with the outcome."""

    def entries(row: EfficacyRow) -> Iterator[Entry]:
        return (structs.replace(each, outcome_id=row.outcome.id) for each in read(row))

    return of_rows(lambda patients: patients.efficacy, entries)


def by_year(read: Callable[[SurvivalRow], list[Entry]]) -> Fill:
    """What is read off each row of survival."""
    return of_rows(lambda patients: patients.survival, read)


def since_infusion(read: Callable[[SurvivalCurve, date], list[Entry]]) -> Fill:
    """The same of the infused, and of whole programmes, for bundles mostly span countries."""
    in_country = by_year(lambda row: read(row.of_infused, row.as_of))

    def fill(subject: Subject) -> Iterator[Entry]:
        yield from in_country(subject)
        for row in subject.survival_by_programme:
            for entry in read(row.of_infused, row.as_of):
                item = "/".join(filter(None, (row.keys[0].value, entry.item_id)))
                yield structs.replace(entry, item_id=item, scope=Scope.PROGRAMME, timing=row.timing)

    return fill
