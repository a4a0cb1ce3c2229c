"""An approval is confirmed by the operator, published, and found by who checks an offer."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from commands import installed, run

from registry.errors import DataError
from registry.intake.confirmations import confirmed, with_confirmation
from registry.model.product import Confirmer
from registry.model.source import Source
from registry.snapshot import Snapshot, thaw
from registry.views.check_offer import check_offer
from registry.views.offer_checked import Asked, OfferAnswer
from tests.views.test_check_offer import APPROVAL, GRANTED

ID, DAY = "ari0002h-es", date(2027, 3, 1)
ARI = Asked("ES", "ARI0002h")


def published(here: Path) -> Snapshot:
    """The snapshot that the command stored."""
    (file,) = here.rglob("registry.sqlite")
    with closing(sqlite3.connect(file)) as database:
        body, digest = database.execute("SELECT body, digest FROM snapshot").fetchone()
    return thaw(body.encode(), digest).snapshot


def test_the_operator_confirms_an_approval_and_the_catalogue_does_not_undo_it(
    tmp_path: Path,
) -> None:
    here = installed(tmp_path)
    run(here, "directory", "catalogue")
    yesterday = (datetime.now(UTC).date() - timedelta(1)).isoformat()
    words = ("directory", "confirm", ID, "--by", "AUTHORITY", "--on", yesterday)
    told = run(here, *words, "--source", "letter of the authority")
    assert (told.returncode, told.stdout) == (0, "1 of 1 facts are new or changed.\n")
    assert run(here, "directory", "catalogue").stdout.startswith("0 of")
    assert run(here, "publish").returncode == 0
    snapshot = published(here)
    found = check_offer(snapshot, ARI)
    assert found.answer is OfferAnswer.CONFIRMED_PERMIT
    assert found.permit is not None
    assert found.permit.confirmed_on.isoformat() == yesterday
    assert check_offer(snapshot, Asked("ES", "NC1")).answer is OfferAnswer.CANNOT_CONFIRM


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody", "--on", "2026-01-01", "--source", "x"), "There is no approval"),
        ((ID, "--on", "2100-01-01", "--source", "x"), "has not come"),
        ((ID, "--on", "2026-01-01", "--source", " "), "no source"),
    ],
)
def test_a_confirmation_without_approval_day_or_source_is_refused(
    words: tuple[str, ...], said: str
) -> None:
    id, _, on, _, source = words
    known = APPROVAL if id == ID else None
    with pytest.raises(DataError, match=said):
        confirmed(known, Confirmer.HOLDER, date.fromisoformat(on), source, date(2027, 1, 1))


def test_a_confirmation_names_its_own_source_and_keeps_the_one_before() -> None:
    told = confirmed(APPROVAL, Confirmer.HOLDER, DAY, " letter ", DAY)
    assert told.source == Source("letter", True, "before: decision of the authority")
    assert (told.confirmed_on, told.confirmed_by) == (DAY, Confirmer.HOLDER)
    assert told.events == (GRANTED,)


def test_only_an_approval_that_says_nothing_of_it_keeps_a_confirmation() -> None:
    told = confirmed(APPROVAL, Confirmer.HOLDER, DAY, "letter", DAY)
    later = confirmed(APPROVAL, Confirmer.AUTHORITY, DAY, "decision", DAY)
    assert with_confirmation(later, told) == later
    assert with_confirmation(told, None) == told
    assert with_confirmation(GRANTED, told) == GRANTED
