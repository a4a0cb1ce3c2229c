"""Beside the steps: safety notices, issued on a fixed day of each month from all that was told.

The only step that lets an outcome move what is public before a group is open; it hands on nothing
but a product and a month.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from registry.model.decision import SafetyNotice
from registry.model.product import Approval
from registry.model.programme import Lineage, Programme
from registry.release.notices import History, is_noticed
from registry.release.stages import Policy
from registry.release.steps.gather import Register
from registry.snapshot import Snapshot
from registry.storage.as_told import read_courses_told_by
from registry.storage.courses import CourseReader
from registry.storage.directory import Facts


async def safety_notices(
    reader: CourseReader,
    policy: Policy,
    register: Register,
    earlier: Snapshot | None,
    day: date,
) -> tuple[SafetyNotice, ...]:
    """Every notice issued up to a monthly day, by product. What was issued stays.

    Counted over a lineage, so that a second name of a product hides nothing. Products known from
    publications only have none.
    """
    issued = {notice.product_id: notice for notice in (earlier.safety_notices if earlier else ())}
    if earlier is not None and earlier.noticed_on is not None and day <= earlier.noticed_on:
        return earlier.safety_notices
    facts = register.facts
    for lineage, programmes in families(facts).items():
        products = products_of(lineage, programmes, facts)
        new = products - issued.keys()
        history = await history_of(reader, register, programmes, products, day) if new else None
        if new < products or (history and is_noticed(history, policy.notices)):
            issued |= {id: SafetyNotice(id, f"{day:%Y-%m}") for id in new}
    return tuple(issued[id] for id in sorted(issued))


def families(facts: Facts) -> dict[str, list[Programme]]:
    """The programmes of sponsors, by lineage."""
    found: dict[str, list[Programme]] = defaultdict(list)
    for programme in facts.all(Programme):
        if programme.sponsor_id is not None:
            found[programme.lineage].append(programme)
    return found


def products_of(lineage: str, programmes: Iterable[Programme], facts: Facts) -> set[str]:
    """The products of a lineage, under all their names."""
    joined = {joined.id for joined in facts.all(Lineage) if joined.lineage == lineage}
    return joined | {programme.product_id for programme in programmes}


async def history_of(
    reader: CourseReader,
    register: Register,
    programmes: Sequence[Programme],
    products: set[str],
    day: date,
) -> History:
    """What had been told of a product by a day, of everybody who did not withdraw."""
    mine = (stored for programme in programmes for stored in register.episodes_of(programme.id))
    here = [stored for stored in mine if not stored.is_excluded]
    return History(
        tuple(await read_courses_told_by(reader, here, day)),
        tuple(a for a in register.facts.all(Approval) if a.product_id in products),
        min(programme.registered_on for programme in programmes),
    )
