CREATE TABLE signing_key (
    public_key TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    ends_at TEXT
);
CREATE INDEX signing_key_organisation ON signing_key (organisation_id);

-- The sponsor's own signature under what it sent, as JSON.
ALTER TABLE submission ADD COLUMN signature TEXT;
