"""Snapshots as the public API lists them."""

from datetime import date

import strawberry

from registry_graphql.public.describing import said


@strawberry.type(
    description="The board's word that a release comes later than its date. It moves no date: one "
    "that passes is missed all the same."
)
class Delay:
    release: date = said("The release date.")
    reason: str = said("Why, in the board's words.")
    decided_on: date = said("The day the board said so.")


@strawberry.type(description="Everything public at a moment: immutable, chained by digest.")
class Snapshot:
    number: int = said("Counts from 1.")
    as_of: date = said("The day it stands for.")
    digest: str = said("SHA-256 of its canonical bytes, lower-case hex.")
    predecessor: str | None = said("Digest of the snapshot before; null for the first.")
    policy_version: str = said("Version of the release policy.")
    policy_digest: str = said("SHA-256 of the release policy, lower-case hex.")
    next_release: date = said("The next release date, as known then.")
    released_on: date | None = said("The latest release date it contains; null before the first.")
    missed_releases: list[date] = said("Release dates with which nothing was published.")
    delays: list[Delay] = said("Releases that the board put off, with its reasons.")

    @strawberry.field(description="Where its canonical bytes are, for ever.")
    def path(self) -> str:
        return f"/r/{self.number}/snapshot.json"
