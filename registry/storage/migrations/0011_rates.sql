-- By keyed digest of the rate and of who it is for; gone as soon as everything is refilled.
CREATE TABLE rate_use (
    subject TEXT NOT NULL PRIMARY KEY,
    full_at BIGINT NOT NULL
);
