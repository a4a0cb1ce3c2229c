"""Controls of durability: transactions, waiting, moving, what is sealed."""

from tests.mutations.row import Row

ROWS = (
    Row(
        "one-transaction",
        "a submission is stored statement by statement",
        "registry/intake/accept.py",
        "async with intake.database.transaction():",
        "if True:",
        "tests/chaos/test_chaos.py::test_processes_killed_at_drawn_points_lose_nothing_and_leave_nothing_in_halves",
    ),
    Row(
        "synced",
        "a commit need not be on the disk",
        "registry/storage/sqlite_engine.py",
        '"synchronous = FULL"',
        '"synchronous = OFF"',
        "tests/storage/test_database.py::test_sqlite_is_durable_and_checks_foreign_keys_and_keeps_the_file_private",
    ),
    Row(
        "bounded-wait",
        "whoever waits for the database waits for ever",
        "registry/storage/transaction.py",
        "async with asyncio.timeout(seconds):",
        "async with asyncio.timeout(None):",
        "tests/faults/test_waiting.py::test_a_writer_whose_turn_does_not_come_is_refused_and_the_next_one_writes",
    ),
    Row(
        "whole-migrations",
        "a migration is applied statement by statement",
        "registry/storage/migrations/__init__.py",
        "    async with database.transaction():\n        await database.run_ddl(_LEDGER)",
        "    if True:\n        await database.run_ddl(_LEDGER)",
        "tests/storage/test_every_upgrade.py::test_a_database_of_every_version_keeps_all_it_held_and_goes_on",
    ),
    Row(
        "closed-after-a-move",
        "the old database goes on signing after a move",
        "registry/backup/move.py",
        "await old.run_many(MOVE_KEY, [(MOVED,)])",
        "await old.run_many(MOVE_KEY, [])",
        "tests/backup/test_move.py::test_the_old_database_takes_nothing_more_also_from_a_server_that_still_runs",
    ),
    Row(
        "one-length",
        "a ciphertext is as long as what it holds",
        "registry/storage/columns.py",
        "filled = told.ljust(-(-len(told) // BLOCK) * BLOCK)",
        "filled = told",
        "tests/backup/test_stranger.py::test_the_length_of_what_is_sealed_says_nothing_of_what_it_is",
    ),
    Row(
        "whole-keys",
        "half a key file may stand in a key's place",
        "registry/key_files.py",
        'part = self.path.with_name(f"{self.path.name}.part")',
        "part = self.path",
        "tests/test_key_files.py::test_a_key_that_does_not_reach_the_disk_is_not_there_and_can_be_made_again",
    ),
)
