"""Verdicts of programmes too small for a group: alone where they tell little, else in a fixed set.

Decided from numbers of patients who are public already within a remainder group, and from the
locked criterion: a verdict cannot choose whether it is shown, and nobody who waits moves anything
(design: disclosure control, remainders and small programmes).
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from registry.model.codes import EndpointRole, Population
from registry.model.endpoint import Endpoint
from registry.model.programme import Programme

LEAST_POSSIBLE = 3
LEAST_OTHER_PROGRAMMES = 2


class SmallProgramme(Struct, frozen=True):
    """A programme without a group of its own, final and reported; how is not known here.

    `patients` are those of it in open remainder groups.
    """

    id: str
    sponsor_id: str | None
    patients: int
    synthetic: bool


def primary_endpoints(programme: Programme) -> list[Endpoint]:
    """The endpoints that carry a programme's verdict, as first locked."""
    locked = (locked.endpoint for locked in programme.endpoints)
    return [endpoint for endpoint in locked if endpoint.role is EndpointRole.PRIMARY]


def possible_successes(patients: int, at_least_percent: int) -> tuple[int, int]:
    """How many success counts (0 to all patients) would mean *met*, and how many *not met*."""
    met = sum(100 * successes >= at_least_percent * patients for successes in range(patients + 1))
    return met, patients + 1 - met


def stands_alone(patients: int, endpoint: Endpoint) -> bool:
    """Whether a verdict leaves at least three possible counts, whatever it is.

    How many were infused is an outcome: a goal among the infused leaves nothing for certain.
    """
    possible = possible_successes(patients, endpoint.criterion.at_least_percent)
    return endpoint.population is Population.ACCEPTED and min(possible) >= LEAST_POSSIBLE


def stands_alone_whole(patients: int, programme: Programme) -> bool:
    """Whether every primary endpoint of a programme stands alone; else it joins a set whole."""
    return all(stands_alone(patients, endpoint) for endpoint in primary_endpoints(programme))


def fixed_sets(
    waiting: Iterable[SmallProgramme], smallest: int, least_programmes: int, least_others: int
) -> list[tuple[str, ...]]:
    """The sets that programmes which wait for one form now, real and fictional ones apart.

    All of a kind together, or those of one sponsor alone where the others would be too few.
    """
    everybody = sorted(waiting, key=lambda programme: programme.id)
    formed: list[tuple[str, ...]] = []
    for synthetic in (False, True):
        same = [programme for programme in everybody if programme.synthetic is synthetic]
        for chosen in choices(same):
            patients = sum(programme.patients for programme in chosen)
            enough = len(chosen) >= least_programmes and patients >= smallest
            if enough and not tells_a_sponsor(chosen, least_others):
                formed.append(tuple(programme.id for programme in chosen))
                break
    return formed


def choices(programmes: Sequence[SmallProgramme]) -> Iterator[Sequence[SmallProgramme]]:
    """All of them; then those of one sponsor, in order of its id."""
    yield programmes
    for sponsor in sorted({programme.sponsor_id or "" for programme in programmes}):
        yield [programme for programme in programmes if (programme.sponsor_id or "") == sponsor]


def tells_a_sponsor(programmes: Sequence[SmallProgramme], least_others: int) -> bool:
    """Whether a sponsor could take its own verdicts off and is left with too few others.

    Without its own there must be nobody, or two programmes with enough patients.
    """
    for sponsor in {programme.sponsor_id for programme in programmes}:
        others = [programme for programme in programmes if programme.sponsor_id != sponsor]
        patients = sum(programme.patients for programme in others)
        if others and (len(others) < LEAST_OTHER_PROGRAMMES or patients < least_others):
            return True
    return False
