CREATE TABLE root_key_check (
    value TEXT NOT NULL PRIMARY KEY
);

CREATE TABLE directory_record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    sponsor_id TEXT NOT NULL,
    document TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);
CREATE UNIQUE INDEX directory_record_version ON directory_record (kind, id, version);

CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT
);
CREATE UNIQUE INDEX api_key_digest ON api_key (digest);

CREATE TABLE submission (
    id TEXT NOT NULL PRIMARY KEY,
    sponsor_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    digest TEXT NOT NULL,
    subject TEXT NOT NULL,
    received_at TEXT NOT NULL
);
CREATE UNIQUE INDEX submission_idempotency ON submission (sponsor_id, idempotency_key);

CREATE TABLE audit_event (
    number BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    digest TEXT NOT NULL
);

CREATE TABLE patient (
    pseudonym TEXT NOT NULL PRIMARY KEY,
    sponsor_id TEXT NOT NULL,
    wrapped_key TEXT NOT NULL,
    key_version INTEGER NOT NULL
);

CREATE TABLE sealed_group (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL,
    country TEXT NOT NULL,
    timing TEXT NOT NULL,
    age_class TEXT NOT NULL,
    formed_on TEXT NOT NULL,
    opened_on TEXT
);
CREATE INDEX sealed_group_programme ON sealed_group (programme_id);

CREATE TABLE episode (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    patient TEXT NOT NULL REFERENCES patient (pseudonym),
    accepted_month TEXT NOT NULL,
    registered_on TEXT NOT NULL,
    timing TEXT NOT NULL,
    sealed_keys TEXT NOT NULL,
    withdrawal TEXT,
    withdrawn_on TEXT,
    group_id TEXT REFERENCES sealed_group (id),
    submission_id TEXT NOT NULL REFERENCES submission (id)
);
CREATE UNIQUE INDEX episode_patient ON episode (programme_id, patient);
CREATE UNIQUE INDEX episode_sequence ON episode (programme_id, sequence);

CREATE TABLE course_entry (
    episode_id TEXT NOT NULL REFERENCES episode (id),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    status TEXT,
    document TEXT,
    reason TEXT,
    submission_id TEXT NOT NULL REFERENCES submission (id)
);
CREATE UNIQUE INDEX course_entry_version ON course_entry (episode_id, kind, key, version);

CREATE TABLE snapshot (
    number INTEGER NOT NULL PRIMARY KEY,
    as_of TEXT NOT NULL,
    digest TEXT NOT NULL,
    predecessor TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX snapshot_digest ON snapshot (digest);
