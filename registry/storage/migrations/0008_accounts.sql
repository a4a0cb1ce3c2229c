CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    organisation_id TEXT,
    state TEXT NOT NULL,
    created_at TEXT NOT NULL,
    password TEXT,
    second_factor TEXT,
    last_step BIGINT NOT NULL DEFAULT 0,
    issuer TEXT,
    subject TEXT
);
CREATE UNIQUE INDEX account_subject ON account (issuer, subject);

CREATE TABLE account_role (
    account_id TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL
);
CREATE UNIQUE INDEX account_role_once ON account_role (account_id, role);

CREATE TABLE invitation (
    digest TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    expires_at TEXT NOT NULL
);

-- By keyed digest of the name that was typed, whether or not there is such an account.
CREATE TABLE sign_in_failure (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL
);

CREATE TABLE person_session (
    digest TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    started_at TEXT NOT NULL,
    seen_at TEXT NOT NULL
);
CREATE INDEX person_session_account ON person_session (account_id);

-- A sign-in under way at somebody else's identity provider.
CREATE TABLE provider_request (
    state TEXT NOT NULL PRIMARY KEY,
    browser TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    invitation TEXT,
    expires_at TEXT NOT NULL
);

-- A key that belongs to a person ends with that person's rights.
ALTER TABLE api_key ADD COLUMN account_id TEXT REFERENCES account (id);
