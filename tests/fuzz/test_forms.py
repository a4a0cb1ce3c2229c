"""Drawn forms with files: always answered by a page, and never with what may name a patient."""

from collections.abc import Iterator

import pytest
from hypothesis import given

from tests.fuzz.bounds import bounded
from tests.fuzz.forms import Drawn, forms
from tests.fuzz.uploading import Uploads, uploading


@pytest.fixture(scope="module")
def uploads() -> Iterator[Uploads]:
    with uploading() as uploads:
        yield uploads


@given(drawn=forms())
@bounded(40)
def test_any_form_is_answered_and_nothing_that_names_a_patient_is_shown_logged_or_stored(
    uploads: Uploads, drawn: Drawn
) -> None:
    uploads.check(drawn)
