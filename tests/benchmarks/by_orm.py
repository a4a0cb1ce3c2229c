"""What a mutation costs by the defaults: an object per row, in tables that seal nothing."""

import os
from typing import Any

from piccolo.columns import Integer, Text
from piccolo.table import Table
from running import Running

from registry.storage.engine import ENGINE


class PlainSubmission(Table, db=ENGINE, tablename="plain_submission"):
    """A submission in clear."""

    id = Text(primary_key=True)
    sponsor_id = Text()
    idempotency_key = Text()
    digest = Text()
    subject = Text()
    received_at = Text()
    after_snapshot = Integer(default=0)


class PlainPatient(Table, db=ENGINE, tablename="plain_patient"):
    """A patient of a sponsor."""

    pseudonym = Text(primary_key=True)
    sponsor_id = Text()
    wrapped_key = Text()
    key_version = Integer()


class PlainEpisode(Table, db=ENGINE, tablename="plain_episode"):
    """An episode in clear."""

    id = Text(primary_key=True)
    programme_id = Text()
    sequence = Integer()
    patient = Text()
    registered_on = Text()
    timing = Text()
    keys = Text()
    accepted_month = Text()
    withdrawal = Text(null=True, default=None)
    withdrawn_on = Text(null=True, default=None)
    submission_id = Text()
    notice_version = Integer(default=1)


class PlainEntry(Table, db=ENGINE, tablename="plain_entry"):
    """A version of one fact told of an episode, in clear."""

    episode_id = Text(primary_key=True)
    name = Text()
    version = Integer()
    document = Text()
    reason = Text(null=True, default=None)
    submission_id = Text()


KEYS = {
    PlainSubmission: "PRIMARY KEY (id), UNIQUE (sponsor_id, idempotency_key)",
    PlainPatient: "PRIMARY KEY (pseudonym)",
    PlainEpisode: "PRIMARY KEY (id), UNIQUE (programme_id, patient), "
    "UNIQUE (programme_id, sequence), FOREIGN KEY (patient) REFERENCES plain_patient, "
    "FOREIGN KEY (submission_id) REFERENCES plain_submission",
    PlainEntry: "UNIQUE (episode_id, name, version), "
    "FOREIGN KEY (episode_id) REFERENCES plain_episode, "
    "FOREIGN KEY (submission_id) REFERENCES plain_submission",
}


async def make_tables(registry: Running) -> None:
    """The tables, beside those of the registry, with the keys that such tables have."""
    for table, keys in KEYS.items():
        columns = ", ".join(f"{column._meta.name} TEXT" for column in table.all_columns())
        name = table._meta.tablename
        await registry.house.database.run_ddl(f"CREATE TABLE {name} ({columns}, {keys})")


async def by_orm(registry: Running, told: Any) -> int:
    """Store what was told in one transaction; how many rows of outcomes that were."""
    count, sent = 0, os.urandom(16).hex()
    async with registry.house.database.transaction():
        await saved(
            registry,
            PlainSubmission(
                id=sent,
                sponsor_id="s",
                idempotency_key=sent,
                digest="d",
                subject="p",
                received_at="2028",
            ),
        )
        for number, outcome in enumerate(told.outcomes):
            count += await outcome_by_orm(registry, sent, number, outcome)
    return count


async def outcome_by_orm(registry: Running, sent: str, number: int, outcome: Any) -> int:
    """Store a patient with what became of it; how many rows that were but the patient's own."""
    name, id, count = os.urandom(16).hex(), os.urandom(16).hex(), 1
    patient = PlainPatient(pseudonym=name, sponsor_id="s", wrapped_key="k", key_version=1)
    await saved(registry, patient)
    await saved(
        registry,
        PlainEpisode(
            id=id,
            programme_id=sent,
            sequence=number,
            patient=name,
            registered_on="2028",
            timing="P",
            keys="x",
            accepted_month="2027-03",
            submission_id=sent,
        ),
    )
    for kind in ("administrations", "visits", "none_observed_to_day"):
        rows = getattr(outcome, kind)
        for place, row in enumerate(rows if isinstance(rows, list) else [0]):
            entry = PlainEntry(
                episode_id=id,
                name=f"{kind} {place}",
                version=1,
                document=str(row),
                submission_id=sent,
            )
            await saved(registry, entry)
            count += 1
    return count


async def saved(registry: Running, row: Table) -> None:
    """One row, as the ORM saves it."""
    await registry.house.database.run(type(row).insert(row))
