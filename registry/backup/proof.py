"""Whether what is stored is what the log and a backup say."""

from registry.backup.contents import Contents, Sum, encode_line
from registry.errors import DataError, StorageError
from registry.log.checkpoint import Checkpoint
from registry.log.fault import Fault
from registry.log.merkle import CompactTree, leaf_hash
from registry.storage.engine import Database
from registry.storage.transparency import LogHead, damaged_log, read_back, read_head

LEAVES = "SELECT content FROM log_entry ORDER BY number"


async def check_log(database: Database) -> LogHead:
    """Where the log stands; StorageError unless its leaves lead to the root it was signed with."""
    head, tree = await read_head(database), CompactTree()
    async for rows in database.pages(LEAVES):
        tree = tree.extended(leaf_hash(read_back(row["content"])) for row in rows)
    if (tree.size, tree.root) != (head.size, head.root):
        raise damaged_log(Fault(f"its {tree.size} leaves do not lead to its root."))
    return head


async def check_reaches(database: Database, known: Checkpoint) -> None:
    """DataError unless the log goes on from a checkpoint that was public: else it would split."""
    tree = CompactTree()
    async for rows in database.pages(LEAVES):
        missing = known.size - tree.size
        tree = tree.extended(leaf_hash(read_back(row["content"])) for row in rows[:missing])
        if tree.size == known.size:
            break
    if (tree.size, tree.root) != (known.size, known.root):
        raise DataError(
            f"The log of this backup does not go on from your checkpoint of {known.size} leaves.",
            "Use a newer backup: to go on from this one would sign two logs (docs/operations.md).",
        )


async def check_restored(database: Database, contents: Contents) -> None:
    """StorageError unless every table holds, row by row, what the backup says."""
    for expected in contents.end.tables:
        total = Sum(expected.name)
        async for rows in database.pages(f"SELECT * FROM {expected.name}"):  # noqa: S608
            for row in rows:
                total.add(encode_line(list(row.values())))
        if total.total != expected:
            raise StorageError(
                f"The table {expected.name} does not hold what the backup says.",
                "Nothing was restored. Check the database server and try again.",
            )
    await check_log(database)
