"""The patients of one submission: source pseudonyms in, registry pseudonyms and keys out.

A source pseudonym is never stored: the vault knows the registry pseudonym only, an HMAC over
sponsor and source pseudonym. Each patient's quasi-identifying columns are sealed under a data
key of their own, so that destroying one key erases one patient.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, structs

from anonymise.envelope import wrap
from anonymise.pseudonym import registry_pseudonym
from anonymise.tokens import stored_token
from registry.intake.tools import Envelope, Intake
from registry.model.episode import EpisodeKeys
from registry.model.submission import EpisodeNotice, SubmissionBatch
from registry.storage import vault
from registry.storage.column_keys import newest_key
from registry.storage.columns import DATA_KEY_BYTES, data_key_of, unseal_keys
from registry.storage.persons import add_links


class Patients(Struct, frozen=True):
    """The patients a submission speaks of; `registry` maps source to registry pseudonym.

    `known` is what was read of them in the transaction at hand: None where nothing is stored.
    """

    intake: Intake
    registry: dict[str, str]
    known: dict[str, vault.StoredPatient | None] = {}

    @classmethod
    def of(cls, intake: Intake, envelope: Envelope, batch: SubmissionBatch) -> "Patients":
        """Pseudonymise every patient of the batch under the sender's sponsor."""
        sponsor_id = envelope.sender.sponsor_id
        sources = {notice.pseudonym for notice in batch.notices}
        sources |= {outcome.pseudonym for outcome in batch.outcomes}
        registry = {
            source: registry_pseudonym(intake.keys.pseudonym, sponsor_id, source)
            for source in sources
        }
        return cls(intake, registry)

    async def episodes(self, programme_id: str) -> dict[str, vault.StoredEpisode]:
        """The patients' stored episodes in a programme, by source pseudonym."""
        found = await vault.find_episodes(
            self.intake.database, programme_id, list(self.registry.values())
        )
        return {s: found[patient] for s, patient in self.registry.items() if patient in found}

    async def keys_of(
        self, episodes: Mapping[str, vault.StoredEpisode | None]
    ) -> dict[str, EpisodeKeys]:
        """The opened keys of stored episodes, by source pseudonym."""
        stored = {s: found for s, found in episodes.items() if found and found.sealed_keys}
        patients, sealing = await self.stored(stored), self.intake.database.sealing
        return {
            source: unseal_keys(sealing, patients[source], found.episode.id, found.sealed_keys)
            for source, found in stored.items()
        }

    async def stored(self, sources: Iterable[str]) -> dict[str, vault.StoredPatient]:
        """What is stored of these patients, by source pseudonym; each is read once."""
        wanted = {source: self.registry[source] for source in sources}
        unread = [patient for patient in wanted.values() if patient not in self.known]
        found = await vault.find_patients(self.intake.database, unread)
        self.known.update({patient: found.get(patient) for patient in unread})
        return {s: stored for s, patient in wanted.items() if (stored := self.known[patient])}

    async def erased(self, sources: Iterable[str]) -> frozenset[str]:
        """The patients whose data key was destroyed."""
        stored = await self.stored(sources)
        return frozenset(source for source, patient in stored.items() if not patient.wrapped_key)

    async def link(self, notices: Iterable[EpisodeNotice]) -> None:
        """Keep the link tokens of the patients noticed, under the registry's own key."""
        key, links = self.intake.keys.link, {}
        for notice in notices:
            if notice.link_tokens is not None:
                tokens = structs.astuple(notice.link_tokens)
                links[self.registry[notice.pseudonym]] = {stored_token(key, t) for t in tokens}
        await add_links(self.intake.database, links)

    async def data_keys(self, sources: Iterable[str]) -> dict[str, bytes]:
        """The data key of each patient: unwrapped for a known one, drawn and stored for a new."""
        wanted, wrapping = list(sources), self.intake.database.sealing.wrapping
        known = await self.stored(wanted)
        drawn = {s: self.intake.random_bytes(DATA_KEY_BYTES) for s in wanted if s not in known}
        if drawn:
            await self._add(drawn)
        return drawn | {s: data_key_of(wrapping, patient) for s, patient in known.items()}

    async def _add(self, drawn: Mapping[str, bytes]) -> None:
        """Store new patients, each data key wrapped with the newest column key."""
        database = self.intake.database
        wrapping = database.sealing.wrapping
        version = await newest_key(database, wrapping)
        new = [
            vault.StoredPatient(self.registry[source], wrap(wrapping.of(version), key), version)
            for source, key in drawn.items()
        ]
        await vault.add_patients(database, new)
        self.known.update({patient.pseudonym: patient for patient in new})
