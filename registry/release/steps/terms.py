"""By which locked terms a group is counted: its programme's, or those its programmes share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from registry.model.endpoint import Endpoint
from registry.model.outcomes import outcome_of
from registry.model.programme import Programme
from registry.release.contents.tally import Shows
from registry.release.remainders import is_final
from registry.release.stages import EFFICACY_STAGES, FINAL_STAGES, SAFETY_STAGES, Policy
from registry.release.steps.gather import Group, Register
from registry.release.steps.tell import is_open
from registry.snapshot import PublicProgramme


class Terms(Struct, frozen=True):
    """The longest wait by which a group's windows close, and what is counted of it.

    `waits` are the longest waits of a remainder's programmes, by id: each patient is infused in
    time by what the own programme locked.
    """

    longest_wait_days: int
    endpoints: tuple[Endpoint, ...] = ()
    waits: Mapping[str, int] = {}


def own_terms(programme: Programme) -> Terms:
    """The terms a programme locked at registration."""
    locked = tuple(locked.endpoint for locked in programme.endpoints)
    return Terms(programme.longest_wait_days, locked)


def shared_terms(programmes: Sequence[Programme]) -> Terms:
    """The terms of a remainder: windows close by the longest wait among its programmes.

    Successes of several programmes are added only where all define the outcome alike; such an
    endpoint has the id of its outcome.
    """
    waits = {programme.id: programme.longest_wait_days for programme in programmes}
    return Terms(max(waits.values()), tuple(shared_endpoints(programmes)), waits)


def shared_endpoints(programmes: Iterable[Programme]) -> list[Endpoint]:
    """One endpoint per outcome that every programme asks for, whatever goal each set.

    Changes are counted as worse, unchanged and improved there, whatever categories each locked.
    """
    asked = [
        {outcome_of(locked.endpoint).id: locked.endpoint for locked in programme.endpoints}
        for programme in programmes
    ]
    shared = set.intersection(*map(set, asked))
    return [structs.replace(asked[0][id], id=id, category_bounds=()) for id in sorted(shared)]


def shows_of(safety: bool, efficacy: bool) -> frozenset[Shows]:
    """What stages show of open groups; activity always."""
    asked = {Shows.ACTIVITY: True, Shows.SAFETY: safety, Shows.EFFICACY: efficacy}
    return frozenset(shows for shows, is_open in asked.items() if is_open)


def to_count(
    register: Register, told: tuple[PublicProgramme, ...], policy: Policy, on: date
) -> Iterator[tuple[Terms, Sequence[Group], frozenset[Shows]]]:
    """Groups with their terms, and what stages show of them; remainders come last.

    Safety of a remainder opens by the calendar alone (design: R2).
    """
    final = {public.programme.id for public in told if is_open(public, FINAL_STAGES)}
    programmes = {programme.id: programme for programme in register.programmes()}
    for public in told:
        mine = register.groups.get(public.programme.id, ())
        shows = shows_of(is_open(public, SAFETY_STAGES), is_open(public, EFFICACY_STAGES))
        yield own_terms(public.programme), mine, shows
    for group in register.remainders():
        terms = shared_terms([programmes[id] for id in group.programme_ids])
        formed_on = group.stored.formed_on
        outcomes = is_final({*group.programme_ids}, final, formed_on, policy, on)
        yield terms, [group], shows_of(True, outcomes)
