"""The gates of the release policy: rows of an id and a pure function; `texts` says them.

Every gate reads evidence, policy and date only. None can see a verdict or an outcome
(`evidence.py` has no field for them), so a failed endpoint opens exactly when a met one would.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from string import Formatter

from msgspec import Struct, structs

from registry.model.calendar import add_months
from registry.release.dates import end_of, final_on, is_silent
from registry.release.evidence import Evidence, GroupEvidence, followed_groups, group_closes_on
from registry.release.holds import ends_on
from registry.release.stages import NEEDED, GateId, Policy
from registry.texts_of_gates import GATES as GATE_TEXTS

DAY = timedelta(days=1)


class GateResult(Struct, frozen=True):
    """What a gate found. `current` only where that number is public; `label` a public remark.

    `by` is the first day on which it is met by the calendar alone, None while no day is certain.
    """

    met: bool
    by: date | None = None
    required: int | None = None
    current: int | None = None
    label: str = ""


NOTHING_TO_WAIT_FOR = GateResult(True, date.min)
Check = Callable[[Evidence, Policy, date], GateResult]


class Gate(Struct, frozen=True):
    """One rule: its id stands in the policy, the public reason, the docs and the tests.

    Its words stand in the catalogue of states (`texts_of_gates.py`), by this id.
    """

    id: GateId
    check: Check

    def says(self, policy: Policy) -> str:
        """The sentences with the policy's own numbers."""
        return GATE_TEXTS[self.id].format(**self.numbers(policy))

    def numbers(self, policy: Policy) -> dict[str, int]:
        """The numbers of the policy that the sentences name, in their order."""
        known = named_numbers(policy)
        names = (name for _, name, _, _ in Formatter().parse(GATE_TEXTS[self.id]) if name)
        return {name: known[name] for name in names}


def named_numbers(policy: Policy) -> dict[str, int]:
    """Every number of a policy that sentences can name."""
    numbers = policy.numbers
    named = structs.asdict(policy.sealing) | structs.asdict(numbers)
    return {name: value for name, value in named.items() if isinstance(value, int)} | {
        "first_safety_day": numbers.safety_horizon_days[0],
        "first_long_term_day": numbers.long_term_horizon_days[0],
    }


def reached(by: date | None, on: date, label: str = "") -> GateResult:
    """A gate that is met from a day on; with the label once it is."""
    met = by is not None and by <= on
    return GateResult(met, by, label=label if met else "")


def registered(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """The programme is registered."""
    return reached(evidence.registered_on, on)


def group_open(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """A sealed group of the programme is open."""
    return reached(min((group.opened_on for group in evidence.own_groups), default=None), on)


def safety_horizon_closed(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """The first safety horizon has closed for a whole open group."""
    return reached(closed_from(evidence.own_groups, policy.numbers.safety_horizon_days[0]), on)


def long_term_horizon_closed(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """The first long-term horizon has closed for a whole open group."""
    return reached(closed_from(evidence.own_groups, policy.numbers.long_term_horizon_days[0]), on)


def closed_from(groups: Iterable[GroupEvidence], day: int) -> date | None:
    """The day after a window of `day` days has closed for the first of the groups."""
    return min((group_closes_on(group, day) + DAY for group in groups), default=None)


def enough_followed(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """Enough patients are in open groups whose window has closed, or the first closed a year ago.

    Counts over the whole lineage in this disease; the window closes by the calendar, whatever
    became of each patient.
    """
    patients = sum(group.accepted for group in followed_groups(evidence.groups, on))
    required = policy.numbers.interim_patients
    found = reached(min(followed_from(evidence.groups, policy), default=None), on)
    small = found.met and patients < required
    return structs.replace(
        found, required=required, current=patients, label="small" if small else ""
    )


def followed_from(groups: Iterable[GroupEvidence], policy: Policy) -> Iterator[date]:
    """The days from which enough patients are followed, or few have been for long enough."""
    closing = sorted(
        (group_closes_on(group, group.window_day), group.accepted, group.opened_on)
        for group in groups
        if group.window_day is not None
    )
    followed = accumulate(accepted for _, accepted, _ in closing)
    for (closes, _, opened_on), patients in zip(closing, followed, strict=True):
        yield add_months(max(closes, opened_on), policy.numbers.small_after_months)
        if patients >= policy.numbers.interim_patients:
            yield closes + DAY


def no_running_blinded_trial(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """No blinded trial with a public number is running (at most to its completion + 12 months)."""
    until = evidence.blinded_until
    if until is None or end_of(evidence, policy, on) is not None:
        return NOTHING_TO_WAIT_FOR
    return reached(add_months(until, policy.numbers.blinded_months), on)


def not_held(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """Its sponsor does not hold it back: not any more, or it ended, stopped or fell silent."""
    over = end_of(evidence, policy, on) is not None or is_silent(evidence, policy, on)
    until = held_until(evidence, policy)
    return NOTHING_TO_WAIT_FOR if over or until is None else reached(until, on)


def held_until(evidence: Evidence, policy: Policy) -> date | None:
    """The day from which nothing is held any more; None without a hold."""
    hold = evidence.hold
    if hold is None:
        return None
    ends = ends_on(hold.asked_on, hold.until, policy)
    return min(ends, hold.published_until or ends)


def final_date_reached(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """One of the dates that make results final has been reached."""
    return reached(final_on(evidence, policy, on), on)


def efficacy_open(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """Interim or final efficacy is open."""
    efficacy = NEEDED[GateId.EFFICACY_OPEN]
    days = [evidence.latest[stage] for stage in efficacy if stage in evidence.latest]
    days += [evidence.opened[stage] for stage in efficacy if stage in evidence.opened]
    met = any(stage in evidence.opened for stage in efficacy)
    return GateResult(met, min(days, default=None))


def stopped_or_silent(evidence: Evidence, policy: Policy, on: date) -> GateResult:
    """The programme was stopped six months ago, or has been silent for two years."""
    if evidence.stopped_on is not None:
        due = add_months(evidence.stopped_on, policy.numbers.stopped_months)
        return reached(due, on, "stopped")
    silent = is_silent(evidence, policy, on)
    return GateResult(silent, on if silent else None, label="silent" if silent else "")


GATES = {
    gate.id: gate
    for gate in (
        Gate(GateId.REGISTERED, registered),
        Gate(GateId.GROUP_OPEN, group_open),
        Gate(GateId.SAFETY_HORIZON_CLOSED, safety_horizon_closed),
        Gate(GateId.ENOUGH_FOLLOWED, enough_followed),
        Gate(GateId.NO_RUNNING_BLINDED_TRIAL, no_running_blinded_trial),
        Gate(GateId.NOT_HELD, not_held),
        Gate(GateId.FINAL_DATE_REACHED, final_date_reached),
        Gate(GateId.EFFICACY_OPEN, efficacy_open),
        Gate(GateId.LONG_TERM_HORIZON_CLOSED, long_term_horizon_closed),
        Gate(GateId.STOPPED_OR_SILENT, stopped_or_silent),
    )
}
