"""How manufacture went for the accepted of whole groups, and how long it took."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from registry.model.codes import BatchOutcome
from registry.model.sealed import VEIN_TO_VEIN, Manufacturing
from registry.snapshot import Snapshot
from registry.views.cohort import Dimension, Filter
from registry.views.cohort_rows import Cohort, CohortRow, NotIncluded
from registry.views.cohorts import Same, cohorts, everybody, head_of
from registry.views.columns import Counts
from registry.views.efficacy_rows import Infusion, infusion_of
from registry.views.figures import Count, Rate, Withheld, by_code, coded, estimate, share
from registry.views.reasons import SAFETY_STAGES, why_no_counts

MANUFACTURING = everybody("manufacturing")


class Attempts(Struct, frozen=True):
    """Attempts to manufacture by coded outcome or reason; one patient may have several."""

    code: str
    attempts: int


class Bin(Struct, frozen=True):
    """Infused patients by days from collection to first administration, both ends included.

    `until_day` is None for the last bin, which is open.
    """

    from_day: int
    until_day: int | None
    patients: int


class Made(Struct, frozen=True):
    """What became of manufacture in the groups where it is public.

    `failed` is a share of attempts, without an interval: attempts of one patient depend on each
    other. infused = sum(vein_to_vein) + vein_to_vein_unknown, of `accepted`.
    """

    groups: int
    accepted: Count
    infused: Count
    infused_share: Rate
    with_attempt: Count
    outcomes: tuple[Attempts, ...]
    failures: tuple[Attempts, ...]
    failed: Rate
    vein_to_vein: tuple[Bin, ...]
    vein_to_vein_unknown: Count
    superseded: tuple[date, ...] = ()


class ManufacturingRow(CohortRow, frozen=True, kw_only=True):
    """The manufacture for one cohort, beside who was infused of it.

    `withheld` says why nothing of manufacture is public; None where `made` has numbers.
    """

    infusion: Infusion
    made: Made
    not_included: NotIncluded | None
    withheld: Withheld | None


def manufacturing(
    snapshot: Snapshot, *, by: tuple[Dimension, ...], where: Filter
) -> tuple[ManufacturingRow, ...]:
    """Manufacture by the given dimensions, in order of id, in patients, attempts and days.

    Sums over whole open groups. Attempts that ended within the longest wait count.
    """
    return tuple(_row(cohort) for cohort in cohorts(snapshot, by, where, MANUFACTURING))


def _row(cohort: Cohort[Same]) -> ManufacturingRow:
    sums = cohort.add(MADE)
    withheld = None if sums.groups else why_no_counts(cohort, SAFETY_STAGES)
    return ManufacturingRow(
        **head_of(cohort),
        infusion=infusion_of(cohort),
        made=_nothing(withheld, cohort.as_of)
        if withheld
        else _made(sums.groups, sums.accepted, sums.totals, sums.superseded, cohort.as_of),
        not_included=cohort.newer(sums),
        withheld=withheld,
    )


def _nothing(withheld: Withheld, as_of: date) -> Made:
    count, rate = Count(as_of, withheld=withheld), Rate(as_of, withheld=withheld)
    return Made(0, count, count, rate, count, (), (), rate, (), count)


def _made(
    groups: int,
    accepted: int,
    totals: Mapping[str, int],
    superseded: tuple[date, ...],
    as_of: date,
) -> Made:
    bins, unknown = tuple(_bins(totals)), totals["vein_to_vein_unknown"]
    infused = sum(each.patients for each in bins) + unknown
    outcomes = _attempts(totals, "attempts")
    by_outcome = {each.code: each.attempts for each in outcomes}
    return Made(
        groups=groups,
        accepted=Count(as_of, accepted),
        infused=Count(as_of, infused),
        infused_share=estimate(infused, accepted, as_of),
        with_attempt=Count(as_of, totals["patients"]),
        outcomes=outcomes,
        failures=_attempts(totals, "failures"),
        failed=share(by_outcome.get(BatchOutcome.FAILED, 0), sum(by_outcome.values()), as_of),
        vein_to_vein=bins,
        vein_to_vein_unknown=Count(as_of, unknown),
        superseded=superseded,
    )


def _attempts(totals: Mapping[str, int], prefix: str) -> tuple[Attempts, ...]:
    return tuple(Attempts(each.reason, each.patients) for each in by_code(totals, prefix))


def _bins(totals: Mapping[str, int]) -> Iterator[Bin]:
    ends = (*VEIN_TO_VEIN, None)
    for number, (start, end) in enumerate(zip((0, *VEIN_TO_VEIN), ends, strict=True)):
        yield Bin(start + 1 if number else 0, end, totals[f"vein_to_vein:{number}"])


def _table(made: Manufacturing) -> dict[str, int]:
    return {
        "patients": made.patients,
        "vein_to_vein_unknown": made.vein_to_vein_unknown,
        **coded("attempts", made.attempts),
        **coded("failures", made.failures),
        **coded("vein_to_vein", {str(n): count for n, count in enumerate(made.vein_to_vein)}),
    }


MADE = Counts("manufacturing", lambda group, _: group.manufacturing, _table)
