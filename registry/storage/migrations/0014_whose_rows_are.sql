-- Whose a patient, a submission and an event is becomes ciphertext, and who used a key, a code or a
-- passkey when; what stood in clear is sealed on the way. Rows of a programme or a sponsor are found
-- by address from now on. People sign in anew.
ALTER TABLE episode ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE episode ADD COLUMN once TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN once TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE log_opening ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_event ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
DROP INDEX episode_patient;
DROP INDEX episode_sequence;
DROP INDEX submission_idempotency;
DROP INDEX submission_content;
CREATE TABLE last_use (
    number INTEGER NOT NULL PRIMARY KEY,
    sealed TEXT NOT NULL
);
CALL seal_whose_rows_are;
ALTER TABLE api_key DROP COLUMN last_used_on;
ALTER TABLE account DROP COLUMN last_step;
ALTER TABLE passkey DROP COLUMN sign_count;
ALTER TABLE passkey DROP COLUMN last_used_on;
DROP TABLE person_session;
CREATE TABLE person_session (
    digest TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    sealed TEXT NOT NULL,
    started_at TEXT NOT NULL,
    seen_at TEXT NOT NULL
);
ALTER TABLE episode DROP COLUMN programme_id;
ALTER TABLE episode DROP COLUMN sequence;
ALTER TABLE episode DROP COLUMN registered_on;
ALTER TABLE episode DROP COLUMN timing;
ALTER TABLE submission DROP COLUMN sponsor_id;
ALTER TABLE submission DROP COLUMN idempotency_key;
ALTER TABLE submission DROP COLUMN subject;
ALTER TABLE submission DROP COLUMN signature;
ALTER TABLE log_opening DROP COLUMN sponsor_id;
ALTER TABLE log_opening DROP COLUMN subject;
ALTER TABLE log_opening DROP COLUMN salt;
ALTER TABLE patient DROP COLUMN sponsor_id;
CREATE UNIQUE INDEX episode_address ON episode (address);
CREATE UNIQUE INDEX episode_once ON episode (once);
CREATE INDEX episode_patient ON episode (patient);
CREATE UNIQUE INDEX submission_address ON submission (address);
CREATE UNIQUE INDEX submission_once ON submission (once);
CREATE INDEX submission_content ON submission (digest);
