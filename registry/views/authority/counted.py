"""What fills a field from patients: sums over whole sealed groups, as every public answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from registry.model.codes import BatchOutcome, EventClass, Timing
from registry.views.authority.entries import Entry, Fill
from registry.views.authority.subject import Subject
from registry.views.cohort_rows import CohortRow
from registry.views.efficacy_rows import EfficacyRow
from registry.views.figures import Count, Reason, Withheld
from registry.views.follow_up import FollowUpRow
from registry.views.manufacturing import ManufacturingRow
from registry.views.safety import PatientsWith, SafetyRow

AFTERWARDS, NONE = "REGISTERED_AFTERWARDS", "none"


def of_rows(
    rows: Callable[[Subject], Iterable[CohortRow]], read: Callable[..., Iterable[Entry]]
) -> Fill:
    """What is read off each row; of patients registered afterwards it says so."""

    def fill(subject: Subject) -> Iterator[Entry]:
        for row in rows(subject):
            for entry in read(row):
                yield Entry(entry.number, entry.text, item_of(row, entry.item))

    return fill


def item_of(row: CohortRow, item: str) -> str:
    """The item of a row, with its timing where that is not the usual one."""
    return "/".join(filter(None, (AFTERWARDS if row.timing is Timing.RETROSPECTIVE else "", item)))


def numbers(
    by_code: Iterable[tuple[str, int]], as_of: date, withheld: Withheld | None
) -> list[Entry]:
    """Numbers by code, those that are not zero; that all are, or why none is public."""
    if withheld is not None:
        return [Entry(Count(as_of, withheld=withheld))]
    found = [Entry(Count(as_of, number), item=code) for code, number in by_code if number]
    return found or [Entry(text=NONE)]


def left_out(row: CohortRow) -> list[Entry]:
    """Patients of groups that span what is asked for, by what they span."""
    spanning = (("+".join(each.dimensions), each.patients) for each in row.left_out)
    return numbers(spanning, row.as_of, None)


def at_last_horizon(read: Callable[[SafetyRow], PatientsWith | None]) -> Fill:
    """Patients with a kind of event up to the last public horizon."""

    def entries(row: SafetyRow) -> Iterator[Entry]:
        found = read(row)
        if found is None:
            yield Entry(Count(row.as_of, withheld=row.withheld or Withheld(Reason.NOT_YET)))
        else:
            yield Entry(Count(row.as_of, found.patients), item=f"day {row.horizons[-1].day}")

    return of_rows(lambda subject: subject.safety, entries)


def having(kind: EventClass) -> Callable[[SafetyRow], PatientsWith | None]:
    """The patients with an event of a class."""

    def read(row: SafetyRow) -> PatientsWith | None:
        classes = row.horizons[-1].classes if row.horizons else ()
        return next((each for each in classes if each.name == kind), None)

    return read


def terms(row: SafetyRow) -> list[Entry]:
    """Patients by term and grade up to the last public horizon."""
    last = row.horizons[-1:]
    found = ((each.id, each.patients) for horizon in last for each in horizon.events)
    return numbers(found, row.as_of, None if last else row.withheld)


def horizons(name: str) -> Callable[[FollowUpRow], list[Entry]]:
    """A number of follow-up on each public horizon, or why none is."""

    def entries(row: FollowUpRow) -> list[Entry]:
        if not row.horizons:
            return [Entry(Count(row.as_of, withheld=row.withheld))]
        return [Entry(number(row, place), item=f"day {day}") for place, day in days(row)]

    def days(row: FollowUpRow) -> Iterable[tuple[int, int]]:
        return ((place, each.day) for place, each in enumerate(row.horizons))

    def number(row: FollowUpRow, place: int) -> Count:
        each = row.horizons[place]
        known = Count(row.as_of, each.known.numerator)
        return {"known": known, "missing": each.missing, "lost": each.lost.patients}[name]

    return entries


def not_infused(row: FollowUpRow) -> list[Entry]:
    """Patients who were not infused in time, by reason."""
    found = ((each.reason, each.patients) for each in row.infusion.not_infused)
    return numbers(found, row.as_of, row.infusion.infused.withheld)


def attempts(row: ManufacturingRow) -> list[Entry]:
    """Attempts to manufacture by outcome."""
    found = ((each.code, each.attempts) for each in row.made.outcomes)
    return numbers(found, row.as_of, row.withheld)


def failures(row: ManufacturingRow) -> list[Entry]:
    """Failed attempts by reason."""
    found = ((each.code, each.attempts) for each in row.made.failures)
    return numbers(found, row.as_of, row.withheld)


def out_of_specification(row: ManufacturingRow) -> list[Entry]:
    """Batches released out of specification."""
    wanted = BatchOutcome.RELEASED_OUT_OF_SPECIFICATION
    found = ((each.code, each.attempts) for each in row.made.outcomes if each.code == wanted)
    return numbers(found, row.as_of, row.withheld)


def no_success(row: EfficacyRow) -> list[Entry]:
    """Patients without success by reason."""
    found = ((each.reason, each.patients) for each in row.result.no_success)
    return numbers(found, row.as_of, row.withheld)


def serious(row: SafetyRow) -> PatientsWith | None:
    """The patients with a serious event."""
    return row.horizons[-1].serious if row.horizons else None


def followed(read: Callable[[FollowUpRow], Iterable[Entry]]) -> Fill:
    """What is read off each row of follow-up."""
    return of_rows(lambda subject: subject.follow_up, read)


def made(read: Callable[[ManufacturingRow], Iterable[Entry]]) -> Fill:
    """What is read off each row of manufacture."""
    return of_rows(lambda subject: subject.manufacturing, read)


def brought(read: Callable[[EfficacyRow], Iterable[Entry]]) -> Fill:
    """What is read off each row of outcomes."""
    return of_rows(lambda subject: subject.efficacy, read)


COUNTED: Mapping[str, Fill] = {
    "accepted": followed(lambda row: [Entry(row.accepted)]),
    "left-out": followed(left_out),
    "infused": followed(lambda row: [Entry(row.infusion.infused)]),
    "not-infused": followed(not_infused),
    "with-attempt": made(lambda row: [Entry(row.made.with_attempt)]),
    "attempts": made(attempts),
    "failures": made(failures),
    "out-of-specification": made(out_of_specification),
    "serious": at_last_horizon(serious),
    "terms": of_rows(lambda subject: subject.safety, terms),
    "deaths": at_last_horizon(having(EventClass.DEATH)),
    "malignancies": at_last_horizon(having(EventClass.MALIGNANCY)),
    "denominator": brought(lambda row: [Entry(row.result.accepted, item=row.outcome.label)]),
    "success": brought(lambda row: [Entry(row.result.success, item=row.outcome.label)]),
    "no-success": brought(no_success),
    "known": followed(horizons("known")),
    "missing": followed(horizons("missing")),
    "lost": followed(horizons("lost")),
}
