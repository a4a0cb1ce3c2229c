"""What a sponsor says others can learn is public with the verdict, but of a small programme."""

from datetime import date

import pytest
from leftovers import AUTUMN, ENDED, NEXT_SPRING, SPRING, begin, close, published, shares
from running import Running
from sending import RESPONSE, record

from registry.model.codes import Verdict
from registry.model.decision import Standing
from registry.model.registration import EndpointResultDraft
from registry.snapshot import Snapshot

pytestmark = pytest.mark.anyio

FINAL = date(2028, 9, 30)
LESSON = "Begin rehabilitation earlier."


async def told(registry: Running, verdict: Verdict, *patients: int) -> list[Snapshot]:
    """Ended programmes of so many patients; the sponsor of the first reports verdict and lesson."""
    programmes = await begin(registry, shares(*patients))
    for each in programmes:
        close(registry, each)
    programme = programmes[0]
    draft = EndpointResultDraft(programme, RESPONSE.id, verdict, ENDED, lesson=LESSON)
    registry.plan(ENDED, lambda day: record(registry.house, draft, day))
    return await published(registry, SPRING, AUTUMN, NEXT_SPRING, FINAL)


@pytest.mark.parametrize("verdict", [Verdict.MET, Verdict.NOT_MET])
async def test_a_lesson_is_read_with_the_verdict_and_not_before(
    registry: Running, verdict: Verdict
) -> None:
    for snapshot in await told(registry, verdict, 12):
        (row,) = snapshot.endpoint_results
        is_shown = row.standing is Standing.PUBLISHED
        assert row.result.verdict is (verdict if is_shown else None)
        assert row.result.lesson == (LESSON if is_shown else "")
    assert is_shown


async def test_of_fewer_than_eleven_patients_no_word_of_the_sponsors_is_public(
    registry: Running,
) -> None:
    """Of 6 patients the verdict alone tells little; words could tell more."""
    final = (await told(registry, Verdict.NOT_MET, 6, 4, 3))[-1]
    shown = [row.result for row in final.endpoint_results if row.standing is Standing.PUBLISHED]
    assert [(result.verdict, result.lesson) for result in shown] == [(Verdict.NOT_MET, "")]
