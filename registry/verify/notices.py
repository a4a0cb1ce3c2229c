"""Safety notices: one that was issued stays, and a suspended approval always brings one."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from registry.model.programme import Programme
from registry.release.notices import was_suspended
from registry.verify.moment import Moment
from registry.verify.report import Checked, Finding


def notices_stay(moment: Moment) -> Checked:
    """Every notice of the snapshot before is there, and every product that is due one has it.

    What patients suffered is not public; of the reasons for a notice only suspensions are.
    """
    now = {notice.product_id: notice for notice in moment.now.safety_notices}
    for before in moment.before.safety_notices if moment.before else ():
        place = moment.place(f"safety notice of {before.product_id}")
        stays = now.get(before.product_id) == before
        yield None if stays else Finding(place, "It was issued before and changed or is gone.")
    for product_id in suspended(moment) if issues(moment) else ():
        place = moment.place(f"product {product_id}")
        told = "An approval of it was suspended, and it has no safety notice."
        yield None if product_id in now else Finding(place, told)


def issues(moment: Moment) -> bool:
    """Whether notices were issued with this snapshot: it contains a new monthly day."""
    before = moment.before.noticed_on if moment.before else None
    return moment.now.noticed_on is not None and moment.now.noticed_on != before


def suspended(moment: Moment) -> Iterator[str]:
    """The products of lineages of which an approval was suspended since they were registered."""
    families: dict[str, list[Programme]] = defaultdict(list)
    for row in moment.now.programmes:
        if row.programme.sponsor_id is not None:
            families[row.programme.lineage].append(row.programme)
    for programmes in families.values():
        products = {programme.product_id for programme in programmes}
        if any(is_hit(moment, id, since(programmes)) for id in products):
            yield from sorted(products)


def is_hit(moment: Moment, product_id: str, since: date) -> bool:
    """Whether an approval of a product was suspended since a day."""
    approvals = (a for a in moment.now.directory.approvals if a.product_id == product_id)
    return any(was_suspended(approval, since) for approval in approvals)


def since(programmes: list[Programme]) -> date:
    """The day the first of some programmes was registered."""
    return min(programme.registered_on for programme in programmes)
