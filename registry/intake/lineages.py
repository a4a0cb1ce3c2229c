"""Lineages: a curator finds that products under different names are one family.

The gates of release count over a lineage, so that a new name hides nobody's patients.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import structs

from registry.errors import AccountError
from registry.model.product import Product
from registry.model.programme import Lineage, Programme
from registry.storage.directory import Fact, Facts, find_fact, read_facts, record_facts
from registry.storage.engine import Database
from registry.storage.ledger import Act, record_act


async def join(
    database: Database, first: str, other: str, at: datetime, actor: str, reason: str = ""
) -> int:
    """Give the whole family of `other` the lineage of `first`; how many programmes that moves.

    With its audit event. AccountError for a product that is not known, one that is of the family
    already, or a real and a fictional one.
    """
    async with database.transaction():
        facts = await read_facts(database)
        lineages = [lineage_of(facts, known(facts, id).id) for id in (first, other)]
        check_apart(facts, first, other, lineages)
        moved = [
            structs.replace(programme, lineage=lineages[0])
            for programme in facts.all(Programme)
            if programme.lineage == lineages[1]
        ]
        family = family_of(facts, lineages[1])
        await record_facts(database, [*moved, *(Lineage(id, lineages[0]) for id in family)], "", at)
        act = Act(at, actor, "lineages joined", f"{first} {other}", "", reason)
        await record_act(database, act)
    return len(moved)


def known(facts: Facts, product_id: str) -> Product:
    """The product with this id."""
    for product in facts.all(Product):
        if product.id == product_id:
            return product
    raise AccountError(f"No product has the id {product_id}.", "Check its spelling.")


def check_apart(facts: Facts, first: str, other: str, lineages: Sequence[str]) -> None:
    """AccountError unless two products of two families may become one."""
    if lineages[0] == lineages[1]:
        raise AccountError("These products are of one lineage already.", "Nothing is to be done.")
    if known(facts, first).synthetic != known(facts, other).synthetic:
        raise AccountError(
            "One of these products is real and one fictional.", "They never share a lineage."
        )


def lineage_of(facts: Facts, product_id: str) -> str:
    """The family of a product; its own id where no curator joined it to another."""
    found = {lineage.id: lineage.lineage for lineage in facts.all(Lineage)}
    return found.get(product_id, product_id)


def family_of(facts: Facts, lineage: str) -> list[str]:
    """The products of a family."""
    products = (product.id for product in facts.all(Product))
    return [id for id in products if lineage_of(facts, id) == lineage]


async def in_their_lineages(database: Database, facts: Iterable[Fact]) -> list[Fact]:
    """The facts, each programme among them in the lineage that a curator found."""
    return [await _in_its_lineage(database, fact) for fact in facts]


async def _in_its_lineage(database: Database, fact: Fact) -> Fact:
    if not isinstance(fact, Programme):
        return fact
    found = await find_fact(database, Lineage, fact.product_id)
    return structs.replace(fact, lineage=found.lineage) if found else fact
