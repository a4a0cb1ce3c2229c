"""The tables of the registry. Identifiers, digests and dates are TEXT on both engines.

SQLite would turn a UUID or DATE column of text like '1234e5' into a number; text stays text.
Uniqueness is by index, in the migrations.
"""

from piccolo.columns import BigInt, Integer, Text
from piccolo.table import Table

from registry.storage.engine import ENGINE


class RootKeyCheck(Table, db=ENGINE, tablename="root_key_check"):
    """What only the right root key derives; two rows while the registry goes over to another."""

    value = Text(primary_key=True)
    number = Integer(default=1)


class ColumnKeyRecord(Table, db=ENGINE, tablename="column_key"):
    """A version, from the second, of the key that wraps data keys; `key_check` recognises it."""

    version = Integer(primary_key=True)
    key_check = Text()
    begun_at = Text()
    finished_at = Text(null=True, default=None)


class DirectoryRecord(Table, db=ENGINE, tablename="directory_record"):
    """One version of a public fact: organisation, product, programme …; never overwritten."""

    kind = Text()
    id = Text(primary_key=True)
    version = Integer()
    sponsor_id = Text()
    document = Text()
    recorded_at = Text()


class ApiKey(Table, db=ENGINE, tablename="api_key"):
    """A machine's key, kept as keyed digest only."""

    id = Text(primary_key=True)
    organisation_id = Text()
    digest = Text()
    created_at = Text()
    revoked_at = Text(null=True, default=None)
    scopes = Text()
    expires_at = Text(null=True, default=None)
    account_id = Text(null=True, default=None)


class LastUseRecord(Table, db=ENGINE, tablename="last_use"):
    """One row: when keys, codes and passkeys were last used, as one ciphertext."""

    number = Integer(primary_key=True)
    sealed = Text()


class SubmissionRecord(Table, db=ENGINE, tablename="submission"):
    """One accepted submission. `sealed` says whose it is and what it concerns.

    It stands under its sponsor's next `address`; `once` is a keyed digest of sponsor and
    idempotency key. `after_snapshot` tells what was known when a snapshot was counted.
    """

    id = Text(primary_key=True)
    address = Text()
    once = Text()
    digest = Text()
    received_at = Text()
    after_snapshot = Integer(default=0)
    sealed = Text()


class AuditEvent(Table, db=ENGINE, tablename="audit_event"):
    """Who did what when, written in the transaction of the act itself.

    `sealed` says who did it to what and why, bound to the rest of the row; of what is done without
    the registry's keys, `actor`, `subject` and `reason` do.
    """

    number = BigInt(primary_key=True)
    at = Text()
    action = Text()
    digest = Text()
    sealed = Text(default="")
    actor = Text()
    subject = Text()
    reason = Text(default="")


class PatientRecord(Table, db=ENGINE, tablename="patient"):
    """A patient's registry pseudonym and wrapped data key; erasure destroys the key."""

    pseudonym = Text(primary_key=True)
    wrapped_key = Text()
    key_version = Integer()


class LinkTokenRecord(Table, db=ENGINE, tablename="link_token"):
    """A patient's link token under the registry's own key; erasure removes it."""

    patient = Text(primary_key=True)
    token = Text()


class PersonDecisionRecord(Table, db=ENGINE, tablename="person_decision"):
    """A curator's decision whether two pseudonyms are one person; the first sorts before."""

    first_patient = Text(primary_key=True)
    second_patient = Text()
    decision = Text()
    decided_at = Text()


class SealedGroupRecord(Table, db=ENGINE, tablename="sealed_group"):
    """A sealed group: its queue, age class, and when it formed and opened.

    A remainder has no programme but the class of products it is left of, and its own wait. `finer`
    is JSON: the keys of the wish list by which it was split, too. `months` is ciphertext.
    """

    id = Text(primary_key=True)
    programme_id = Text()
    country = Text()
    timing = Text()
    age_class = Text()
    formed_on = Text()
    months = Text()
    opened_on = Text(null=True, default=None)
    remainder_of = Text(null=True, default=None)
    longest_wait_days = Integer(null=True, default=None)
    synthetic = Integer(default=0)
    finer = Text(default="{}")


class EpisodeRecord(Table, db=ENGINE, tablename="episode"):
    """An accepted patient. `sealed_keys` is ciphertext, and so is `place`: where it stands.

    It stands under its programme's next `address`; `once` is a keyed digest of programme and
    patient.
    """

    id = Text(primary_key=True)
    address = Text()
    once = Text()
    patient = Text()
    sealed_keys = Text()
    place = Text()
    withdrawal = Text(null=True, default=None)
    withdrawn_on = Text(null=True, default=None)
    submission_id = Text()
    notice_version = Integer(default=1)


class EarlierNoticeRecord(Table, db=ENGINE, tablename="earlier_notice"):
    """A notice as it stood until a correction; `sealed_keys` and `place` are ciphertext."""

    episode_id = Text(primary_key=True)
    version = Integer()
    place = Text()
    sealed_keys = Text()
    reason = Text()
    submission_id = Text()


class CourseEntryRecord(Table, db=ENGINE, tablename="course_entry"):
    """A version of one fact told of an episode: `sealed` is ciphertext, `name` a keyed digest."""

    episode_id = Text(primary_key=True)
    name = Text()
    version = Integer()
    sealed = Text()
    reason = Text(null=True, default=None)
    submission_id = Text()


class SnapshotRecord(Table, db=ENGINE, tablename="snapshot"):
    """A frozen snapshot: canonical bytes as text, digest, and the digest before."""

    number = Integer(primary_key=True)
    as_of = Text()
    digest = Text()
    predecessor = Text(null=True, default=None)
    body = Text()
