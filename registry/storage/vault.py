"""The vault: accepted patients, their sealed keys, and the sealed groups they belong to.

Person-level rows never leave this module's callers (intake and publication). What could help to
recognise a patient (centre, country, age band, sex) is ciphertext under the patient's own key.
Where an episode stands is ciphertext, too, and opened here: programme, number in it, day, timing,
month of acceptance and sealed group.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import msgspec
from msgspec import Struct, structs

from registry.model.codes import Timing, WithdrawalScope
from registry.model.episode import TreatmentEpisode
from registry.storage.addresses import Owner
from registry.storage.engine import Database
from registry.storage.rows import insert, select_in
from registry.storage.sealing import MONTHS_BLOCK, Sealing
from registry.storage.tables import (
    EpisodeRecord,
    PatientRecord,
    SealedGroupRecord,
)

PLACE, MONTHS = ("episode", "place"), ("sealed_group", "months")
"""The columns in which an episode's place and a group's months stand."""
PLACE_BLOCK = 256
MOVE = "UPDATE episode SET place = ? WHERE id = ?"


class Place(Struct, frozen=True, gc=False, array_like=True):
    """Where an episode stands: of which programme and which number, since when, in which group."""

    programme_id: str
    sequence: int
    registered_on: date
    timing: Timing
    accepted_month: str
    group_id: str | None = None


class Months(Struct, frozen=True, gc=False):
    """The first and the last month of acceptance in a sealed group, not public while it forms."""

    first_month: str
    last_month: str


read_place = msgspec.json.Decoder(Place).decode
read_months = msgspec.json.Decoder(Months).decode


class StoredPatient(Struct, frozen=True):
    """A patient of one sponsor: registry pseudonym and wrapped data key."""

    pseudonym: str
    wrapped_key: str
    key_version: int


class StoredEpisode(Struct, frozen=True):
    """An episode with the ciphertext of its `EpisodeKeys` and the group it is sealed in.

    `notice_version` counts the notices it had. `withdrawal` is what its patient asked for,
    `withdrawn_on` when a curator confirmed it. Of an erased patient `sealed_keys` is empty.
    """

    episode: TreatmentEpisode
    sealed_keys: str
    submission_id: str
    group_id: str | None = None
    withdrawal: WithdrawalScope | None = None
    withdrawn_on: date | None = None
    notice_version: int = 1

    @property
    def is_excluded(self) -> bool:
        """Whether nothing of it may count any more in what opens."""
        stops_only = self.withdrawal is WithdrawalScope.STOP_FOLLOW_UP
        return self.withdrawn_on is not None and not stops_only


class StoredGroup(Struct, frozen=True):
    """A sealed group's queue, age class and dates.

    The first and last month of acceptance are those of its members when they were sealed: a
    correction afterwards moves no window. A remainder of several programmes belongs to none of
    them: it has the class of products it is left of, the longest wait of its programmes, and
    whether they are fictional. `finer` has the keys of the wish list by which it was split, too.
    """

    id: str
    programme_id: str
    country: str
    timing: Timing
    age_class: str
    formed_on: date
    first_month: str
    last_month: str
    opened_on: date | None = None
    remainder_of: str | None = None
    longest_wait_days: int | None = None
    synthetic: bool = False
    finer: dict[str, str] = {}


async def find_patients(database: Database, pseudonyms: Sequence[str]) -> dict[str, StoredPatient]:
    """The patients among these registry pseudonyms that are stored."""
    rows = await select_in(database, PatientRecord, "pseudonym", pseudonyms)
    return {row["pseudonym"]: StoredPatient(**row) for row in rows}


async def add_patients(database: Database, patients: Sequence[StoredPatient]) -> None:
    """Store patients; UniqueViolation where one exists."""
    await insert(database, PatientRecord, [structs.asdict(patient) for patient in patients])


async def add_episodes(database: Database, episodes: Sequence[StoredEpisode]) -> None:
    """Store episodes; UniqueViolation where a patient has one in the programme already."""
    rows = [_episode_row(database, stored) for stored in episodes]
    await insert(database, EpisodeRecord, rows)
    for stored in episodes[-1:]:
        owner_of(database, stored).remember(stored.episode.sequence)


def _episode_row(database: Database, stored: StoredEpisode) -> dict[str, object]:
    episode, sealing = stored.episode, database.sealing
    return {
        "id": episode.id,
        "address": owner_of(database, stored).address(episode.sequence),
        "once": once_in(sealing, episode.programme_id, episode.patient),
        "patient": episode.patient,
        "sealed_keys": stored.sealed_keys,
        "place": seal_place(sealing, episode.id, place_of(stored)),
        "submission_id": stored.submission_id,
    }


def owner_of(database: Database, stored: StoredEpisode) -> Owner:
    """The programme an episode is of, as its rows are found by."""
    return Owner(database, EpisodeRecord, stored.episode.programme_id)


def once_in(sealing: Sealing, programme_id: str, patient: str) -> str:
    """What keeps a patient from having two episodes in a programme."""
    return sealing.address("episode once", programme_id, patient)


def seal_place(sealing: Sealing, episode_id: str, place: Place) -> str:
    """The place of an episode as its row holds it."""
    return sealing.seal_own(place, PLACE_BLOCK, *PLACE, episode_id)


async def last_sequence(database: Database, programme_id: str) -> int:
    """The highest sequence number given in a programme; 0 before the first."""
    return await Owner(database, EpisodeRecord, programme_id).last_number()


async def find_episodes(
    database: Database, programme_id: str, patients: Sequence[str]
) -> dict[str, StoredEpisode]:
    """The programme's episodes of these patients, by registry pseudonym."""
    found = await episodes_of(database, patients)
    return {s.episode.patient: s for s in found if s.episode.programme_id == programme_id}


async def seal_told(database: Database, told: Sequence[str], late: Collection[str]) -> None:
    """Mark the `late` among these episodes RETROSPECTIVE, for ever.

    The places of all who were told of are sealed anew, in the order of their random ids: whose row
    alone changed would be known to be late.
    """
    sealing, moved = database.sealing, []
    for row in sorted(await select_in(database, EpisodeRecord, "id", told), key=itemgetter("id")):
        place = _place(sealing, row)
        if row["id"] in late:
            place = structs.replace(place, timing=Timing.RETROSPECTIVE)
        moved.append((seal_place(sealing, row["id"], place), row["id"]))
    await database.run_many(MOVE, moved)


async def read_episodes(database: Database) -> list[StoredEpisode]:
    """Every episode, in order of programme and registration, whatever the database's collation."""
    return _in_sequence(database, await database.run(EpisodeRecord.select()))


async def episodes_with_withdrawal(database: Database) -> list[StoredEpisode]:
    """The episodes of patients who asked to be withdrawn, in the same order."""
    query = EpisodeRecord.select().where(EpisodeRecord.withdrawal.is_not_null())
    return _in_sequence(database, await database.run(query))


async def episodes_of(database: Database, patients: Sequence[str]) -> list[StoredEpisode]:
    """The episodes of these patients in every programme, in the same order."""
    return _in_sequence(database, await select_in(database, EpisodeRecord, "patient", patients))


async def programme_episodes(database: Database, programme_id: str) -> list[StoredEpisode]:
    """The episodes of one programme, in order of registration."""
    programme = Owner(database, EpisodeRecord, programme_id)
    rows = await programme.rows(range(1, await programme.last_number() + 1))
    return [_episode(database.sealing, row) for row in rows]


def _in_sequence(database: Database, rows: Iterable[dict[str, Any]]) -> list[StoredEpisode]:
    found = [_episode(database.sealing, row) for row in rows]
    return sorted(found, key=lambda s: (s.episode.programme_id, s.episode.sequence))


def _place(sealing: Sealing, row: Mapping[str, Any]) -> Place:
    return sealing.open_own(row["place"], read_place, *PLACE, row["id"])


def _episode(sealing: Sealing, row: dict[str, Any]) -> StoredEpisode:
    place = structs.asdict(_place(sealing, row))
    group_id = place.pop("group_id")
    episode = TreatmentEpisode(id=row["id"], patient=row["patient"], **place)
    told = row | {"episode": episode, "group_id": group_id}
    return msgspec.convert(told, StoredEpisode, strict=False)


async def read_groups(database: Database) -> list[StoredGroup]:
    """Every sealed group, in order of forming."""
    return _in_order(database, await database.run(SealedGroupRecord.select()))


async def programme_groups(database: Database, programme_id: str) -> list[StoredGroup]:
    """The sealed groups of one programme, in order of forming."""
    query = SealedGroupRecord.select().where(SealedGroupRecord.programme_id == programme_id)
    return _in_order(database, await database.run(query))


def _in_order(database: Database, rows: Iterable[dict[str, Any]]) -> list[StoredGroup]:
    found = [_group(database.sealing, row) for row in rows]
    return sorted(found, key=lambda group: (group.formed_on, group.id))


def _group(sealing: Sealing, row: dict[str, Any]) -> StoredGroup:
    months = sealing.open_own(row["months"], read_months, *MONTHS, row["id"])
    told = row | structs.asdict(months) | {"finer": msgspec.json.decode(row["finer"])}
    return msgspec.convert(told, StoredGroup, strict=False)


async def add_groups(database: Database, groups: Sequence[StoredGroup]) -> None:
    """Store newly formed groups."""
    rows = [_group_row(database.sealing, group) for group in groups]
    await insert(database, SealedGroupRecord, rows)


def _group_row(sealing: Sealing, group: StoredGroup) -> dict[str, object]:
    opened_on = group.opened_on.isoformat() if group.opened_on else None
    told = structs.asdict(group)
    del told["first_month"], told["last_month"]
    return told | {
        "months": seal_months(sealing, group),
        "formed_on": group.formed_on.isoformat(),
        "opened_on": opened_on,
        "synthetic": int(group.synthetic),
        "finer": finer_text(group),
    }


def seal_months(sealing: Sealing, group: StoredGroup) -> str:
    """The months of a group as its row holds them."""
    months = Months(group.first_month, group.last_month)
    return sealing.seal_own(months, MONTHS_BLOCK, *MONTHS, group.id)


def finer_text(group: StoredGroup) -> str:
    """The finer keys of a group as they are stored."""
    return msgspec.json.encode(group.finer, order="sorted").decode()


async def seal_members(
    database: Database, episodes: Sequence[StoredEpisode], groups: Mapping[str, str]
) -> list[StoredEpisode]:
    """Put unsealed episodes into groups, by episode. One that has a group keeps it for ever.

    `episodes` are all there are, as they were read in the same transaction; they come back in the
    same order. Every place is sealed anew, in the order of the random ids: whose rows alone changed
    together would be known to be of one group.
    """
    if not groups:
        return [*episodes]
    after = [in_group(stored, groups.get(stored.episode.id)) for stored in episodes]
    moved = [
        (seal_place(database.sealing, stored.episode.id, place_of(stored)), stored.episode.id)
        for stored in sorted(after, key=by_id)
    ]
    await database.run_many(MOVE, moved)
    return after


def by_id(stored: StoredEpisode) -> str:
    """In the order of the random ids."""
    return stored.episode.id


def in_group(stored: StoredEpisode, group_id: str | None) -> StoredEpisode:
    """An episode in the group it has, else in this one."""
    return stored if stored.group_id else structs.replace(stored, group_id=group_id)


def place_of(stored: StoredEpisode) -> Place:
    """Where an episode stands."""
    told = stored.episode
    return Place(
        told.programme_id,
        told.sequence,
        told.registered_on,
        told.timing,
        told.accepted_month,
        stored.group_id,
    )


async def open_group(database: Database, group_id: str, on: date) -> None:
    """Open a forming group; an open group keeps its day."""
    await database.run(
        SealedGroupRecord.update({SealedGroupRecord.opened_on: on.isoformat()}).where(
            (SealedGroupRecord.id == group_id) & SealedGroupRecord.opened_on.is_null()
        )
    )


async def widen_group(database: Database, group: StoredGroup) -> None:
    """The country, age class, finer keys and months of a forming group that others joined."""
    await database.run(
        SealedGroupRecord.update(
            {
                SealedGroupRecord.country: group.country,
                SealedGroupRecord.age_class: group.age_class,
                SealedGroupRecord.finer: finer_text(group),
                SealedGroupRecord.months: seal_months(database.sealing, group),
            }
        ).where((SealedGroupRecord.id == group.id) & SealedGroupRecord.opened_on.is_null())
    )
