"""A latest date is kept; only a public hold moves it, to its own end."""

from datetime import date

import pytest
from msgspec import structs
from retelling import decision
from running import UNIVERSITY
from verifiable import snapshots

from registry.model.codes import HoldReason
from registry.model.hold import PublicHold
from registry.snapshot import FrozenSnapshot, freeze
from registry.verify.moment import Moment
from registry.verify.steady import latest_dates_hold

THEN, SPRING, AUTUMN = date(2029, 9, 30), date(2030, 3, 31), date(2030, 9, 30)
ASKED = date(2029, 5, 1)


def until(day: date) -> PublicHold:
    return PublicHold(UNIVERSITY, HoldReason.UNDER_REVIEW_BY_AUTHORITY, ASKED, day)


def closed_until(
    number: int, day: date | None, hold: PublicHold | None = None, policy: str = "same"
) -> FrozenSnapshot:
    """A snapshot in which a programme's interim efficacy is closed, with a latest date."""
    edit = decision("Goes on", "R3", open=False, opened_on=None, latest_on=day, hold=hold)
    return freeze(structs.replace(edit(snapshots()[number - 1].snapshot), policy_digest=policy))


@pytest.mark.parametrize(
    ("now", "hold", "holds"),
    [
        (THEN, None, True),
        (date(2029, 3, 31), None, False),  # the release date of the snapshot itself
        (SPRING, None, False),
        (None, None, False),
        (SPRING, until(SPRING), True),
        (AUTUMN, until(SPRING), False),
        (THEN, until(SPRING), True),
        (None, until(SPRING), False),
    ],
)
@pytest.mark.parametrize("policy", ["same", "another"])
def test_a_latest_date_stays_whatever_the_policy_unless_a_hold_moves_it_to_its_end(
    now: date | None, hold: PublicHold | None, holds: bool, policy: str
) -> None:
    later, earlier = closed_until(6, now, hold, policy), closed_until(5, THEN)
    moment = Moment(later, earlier, None, {}, (), None, 0)
    told = [each for each in latest_dates_hold(moment) if each is not None]
    assert (told == []) is holds
