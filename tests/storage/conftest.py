"""A small schema whose foreign key is checked only at the commit, so that a commit can fail."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from piccolo.columns import Integer, Text
from piccolo.querystring import QueryString
from piccolo.table import Table

from registry.storage.engine import ENGINE, Database, open_database

SCHEMA = [
    "CREATE TABLE box (id TEXT NOT NULL PRIMARY KEY, amount INTEGER NOT NULL)",
    """CREATE TABLE item (id TEXT NOT NULL PRIMARY KEY, box TEXT NOT NULL
       REFERENCES box (id) DEFERRABLE INITIALLY DEFERRED)""",
    "CREATE TABLE label (id TEXT NOT NULL PRIMARY KEY, box TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE UNIQUE INDEX label_per_box ON label (box, text)",
]


class Box(Table, tablename="box", db=ENGINE):
    """A counter by name."""

    id = Text(primary_key=True)
    amount = Integer()


class Label(Table, tablename="label", db=ENGINE):
    """Its key is an index over two columns."""

    id = Text(primary_key=True)
    box = Text()
    text = Text()


@dataclass(frozen=True)
class Boxes:
    """A started database with the small schema, and the words the tests speak about it."""

    database: Database
    url: str

    async def put(self, name: str, amount: int = 0) -> None:
        await self.database.run(Box.insert(Box(id=name, amount=amount)))

    async def put_unless_taken(self, name: str, amount: int) -> None:
        query = Box.insert(Box(id=name, amount=amount))
        await self.database.run(query.on_conflict(Box.id, "DO NOTHING"))

    async def put_item_without_box(self) -> None:
        """Accepted by the statement, refused by the commit."""
        await self.database.run(
            QueryString("INSERT INTO item (id, box) VALUES ({}, {})", "i", "no such box")
        )

    async def label(self, identifier: str, box: str, text: str) -> None:
        await self.database.run(Label.insert(Label(id=identifier, box=box, text=text)))

    async def names(self) -> list[str]:
        rows = await self.database.run(Box.select(Box.id).order_by(Box.id))
        return [row["id"] for row in rows]

    async def amount(self, name: str) -> int:
        rows = await self.database.run(Box.select(Box.amount).where(Box.id == name))
        return int(rows[0]["amount"])

    async def count(self) -> int:
        return await self.database.run(Box.count())

    async def set_amount(self, name: str, amount: int) -> None:
        await self.database.run(Box.update({Box.amount: amount}).where(Box.id == name))


@pytest.fixture
async def boxes(empty_url: str) -> AsyncIterator[Boxes]:
    """At most two connections, so that one that is never given back is noticed."""
    database = open_database(empty_url, connections=2)
    await database.start()
    for statement in SCHEMA:
        await database.run_ddl(statement)
    yield Boxes(database, empty_url)
    await database.stop()
