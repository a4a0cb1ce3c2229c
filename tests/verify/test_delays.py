"""What the board said of a release that comes later is in the log, and stays."""

from collections.abc import Iterable
from datetime import date

import pytest
from msgspec import structs

from registry.intake.registered import delay_leaf
from registry.log.leaves import DelayLeaf
from registry.model.transparency import Delay
from registry.snapshot import freeze
from registry.verify.delays import delays_logged, delays_stay
from registry.verify.moment import Moment
from registry.verify.report import Checked
from tests.views.example import SNAPSHOT

SAID = Delay("delay-2027-03-31", date(2027, 3, 31), "The board is ill.", date(2027, 3, 10))
OTHER = structs.replace(SAID, reason="For another reason.")


def moment(
    *delays: Delay, before: Iterable[Delay] = (), logged: Iterable[DelayLeaf] = ()
) -> Moment:
    """A snapshot with these delays, the one before it, and the leaves of delays in the log."""
    now = freeze(structs.replace(SNAPSHOT, delays=delays))
    earlier = freeze(structs.replace(SNAPSHOT, delays=tuple(before)))
    return Moment(now, earlier, (), {}, (), None, 9, delays=tuple(logged))


def faults(checked: Checked) -> list[str]:
    return [finding.message for finding in checked if finding is not None]


@pytest.mark.parametrize(
    ("delays", "logged", "told"),
    [
        ([SAID], [SAID], []),
        ([], [], []),
        ([SAID], [], ["It is public without a leaf."]),
        ([], [SAID], ["It has a leaf and is not public."]),
        (
            [OTHER],
            [SAID],
            ["It is public without a leaf.", "It has a leaf and is not public."],
        ),
    ],
)
def test_what_is_public_of_delays_is_what_the_log_holds(
    delays: list[Delay], logged: list[Delay], told: list[str]
) -> None:
    leaves = [delay_leaf(each) for each in logged]
    assert faults(delays_logged(moment(*delays, logged=leaves))) == told


@pytest.mark.parametrize(
    ("delays", "told"), [([SAID], []), ([], ["gone"]), ([OTHER], ["gone"]), ([SAID, OTHER], [])]
)
def test_a_delay_stays_as_it_was_said(delays: list[Delay], told: list[str]) -> None:
    by_id = {delay.id: delay for delay in reversed(delays)}
    found = faults(delays_stay(moment(*by_id.values(), before=[SAID])))
    assert [words.rsplit(" ")[-1].rstrip(".") for words in found] == told
