CREATE TABLE passkey (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    added_at TEXT NOT NULL,
    last_used_on TEXT
);
CREATE INDEX passkey_account ON passkey (account_id);

-- What a browser has to sign, as keyed digest; it is removed when it comes back.
CREATE TABLE passkey_challenge (
    digest TEXT NOT NULL PRIMARY KEY,
    expires_at TEXT NOT NULL
);
