-- Root keys in the order in which the registry went over to them.
ALTER TABLE root_key_check ADD COLUMN number INTEGER NOT NULL DEFAULT 1;

-- Versions of the key that wraps data keys, from the second on; the first needs no row.
CREATE TABLE column_key (
    version INTEGER NOT NULL PRIMARY KEY,
    key_check TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    finished_at TEXT
);
CREATE INDEX patient_key_version ON patient (key_version);
