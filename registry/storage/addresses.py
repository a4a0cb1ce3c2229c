"""Where the rows of one owner stand, in tables that say of no row whose it is.

The n-th row of a programme or sponsor has as its address a keyed digest of table, owner and n. Who
has the key asks for the addresses of 1, 2, 3 …; to anybody else no two rows have anything in
common. These are the labels of a searchable index with a counter (Cash et al., "Dynamic searchable
encryption in very-large databases", NDSS 2014, section 3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.querystring import QueryString
from piccolo.table import Table

from registry.storage.engine import Database
from registry.storage.rows import select_in

NEAR = 4
BASE, DIGITS = 16, 6
"""A last number is found digit by digit; one owner can have 16 million rows of a table."""
POWERS = [BASE**power for power in range(DIGITS)]
LEADING = [digit * power for power in POWERS for digit in range(1, BASE)]


@dataclass(frozen=True)
class Owner:
    """Whose rows of a table: a programme's episodes, a sponsor's submissions."""

    database: Database
    table: type[Table]
    id: str

    def address(self, number: int) -> str:
        """Where the row of this number stands; numbers begin with 1 and have no gap."""
        return self.database.sealing.address(self.name, self.id, number)

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table._meta.tablename)

    async def last_number(self) -> int:
        """The highest number there is; 0 before the first."""
        seen = self.database.sealing.remembered.get((self.name, self.id), 0)
        last = await self._near(seen)
        last = await self._sought() if last is None else last
        self.remember(last)
        return last

    def remember(self, number: int) -> None:
        """Look for the last number here first the next time, whether or not it is still there."""
        self.database.sealing.remembered[self.name, self.id] = number

    async def _near(self, seen: int) -> int | None:
        """The last number where it is this one or soon after, as nearly always, else None."""
        last = await self._highest(range(max(seen, 1), seen + NEAR))
        return last if seen <= last < seen + NEAR - 1 else None

    async def _sought(self) -> int:
        last = await self._highest(LEADING)
        for power in reversed([each for each in POWERS if each < last]):
            below = [last + digit * power for digit in range(1, BASE)]
            last = max(last, await self._highest(below))
        return last

    async def _highest(self, numbers: Iterable[int]) -> int:
        """The highest of these numbers that there is a row of, else 0."""
        by_address = {self.address(number): number for number in numbers}
        marks = ", ".join(["{}"] * len(by_address))
        query = f"SELECT address FROM {self.name} WHERE address IN ({marks})"  # noqa: S608
        found = await self.database.run(QueryString(query, *by_address))
        return max((by_address[row["address"]] for row in found), default=0)

    async def rows(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """The rows of these numbers, in their order."""
        addresses = [self.address(number) for number in numbers]
        found = await select_in(self.database, self.table, "address", addresses)
        by_address = {row["address"]: row for row in found}
        return [by_address[address] for address in addresses if address in by_address]
