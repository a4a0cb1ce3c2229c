"""Step one, at its end: who is left of programmes is sealed into remainders, in the vault."""

from collections.abc import Iterable, Mapping
from datetime import date

from anonymise.members import SEVERAL
from anonymise.remainders import Kind, Remainder
from registry.model.codes import Timing
from registry.model.product import Product
from registry.model.programme import Programme
from registry.release.remainders import planned_remainders
from registry.release.sealing import Sealable
from registry.release.stages import Policy
from registry.storage import vault
from registry.storage.directory import Facts
from registry.storage.engine import Database


def remainders_of(
    facts: Facts, left: Mapping[str, Sealable], policy: Policy, on: date
) -> list[Remainder]:
    """The remainders a release date forms of those whom no group of their own took."""
    classes = {product.id: product.atmp_class for product in facts.all(Product)}
    return planned_remainders(facts.all(Programme), classes, left, policy, on)


async def store_remainders(
    database: Database,
    planned: Iterable[Remainder],
    facts: Facts,
    left: Mapping[str, Sealable],
    on: date,
) -> dict[str, str]:
    """Write the planned remainders, open at once, for nobody joins one later; who is in which."""
    months = {e.id: e.accepted_month for mine in left.values() for e in mine.waiting}
    home: dict[str, str] = {}
    numbers = {group.id for group in await vault.read_groups(database)}
    for remainder in planned:
        group = stored_remainder(named(remainder.kind, numbers), remainder, facts, months, on)
        numbers.add(group.id)
        await vault.add_groups(database, [group])
        home |= dict.fromkeys(remainder.members, group.id)
    return home


def named(kind: Kind, taken: set[str]) -> str:
    """The next free id of a remainder of this kind."""
    parts = ["remainder", str(kind.product_class), kind.timing]
    stem = ".".join([*parts, "FICTIONAL"] if kind.synthetic else parts).lower()
    number = 1 + sum(id.startswith(f"{stem}.g") for id in taken)
    return f"{stem}.g{number:03}"


def stored_remainder(
    id: str, remainder: Remainder, facts: Facts, months: Mapping[str, str], on: date
) -> vault.StoredGroup:
    """A remainder as the vault keeps it; its windows close by the longest wait among programmes."""
    mine = [months[episode_id] for episode_id in remainder.members]
    waits = [
        programme.longest_wait_days
        for programme in facts.all(Programme)
        if programme.id in remainder.programme_ids
    ]
    return vault.StoredGroup(
        id,
        "",
        SEVERAL,
        Timing(remainder.kind.timing),
        SEVERAL,
        formed_on=on,
        first_month=min(mine),
        last_month=max(mine),
        opened_on=on,
        remainder_of=str(remainder.kind.product_class),
        longest_wait_days=max(waits),
        synthetic=remainder.kind.synthetic,
    )
