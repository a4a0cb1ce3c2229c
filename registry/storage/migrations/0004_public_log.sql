-- One row: the key the log signs with, where it stands, and what of it is public.
CREATE TABLE log_head (
    verifier_key TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    root TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    public_day TEXT NOT NULL,
    public_size BIGINT NOT NULL
);

CREATE TABLE log_entry (
    number BIGINT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);

CREATE TABLE log_tile (
    path TEXT NOT NULL PRIMARY KEY,
    hashes TEXT NOT NULL
);

CREATE TABLE log_checkpoint (
    day TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    note TEXT NOT NULL
);

CREATE TABLE log_key (
    number INTEGER NOT NULL PRIMARY KEY,
    verifier_key TEXT NOT NULL,
    size BIGINT NOT NULL,
    handover TEXT
);

CREATE TABLE log_opening (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    kind TEXT,
    sponsor_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    salt TEXT,
    proof TEXT NOT NULL
);
CREATE UNIQUE INDEX log_opening_number ON log_opening (number);

CREATE TABLE log_record (
    opening_id TEXT NOT NULL REFERENCES log_opening (id),
    position INTEGER NOT NULL,
    patient TEXT,
    hash TEXT NOT NULL,
    salt TEXT,
    digest TEXT
);
CREATE UNIQUE INDEX log_record_position ON log_record (opening_id, position);
CREATE INDEX log_record_patient ON log_record (patient);
