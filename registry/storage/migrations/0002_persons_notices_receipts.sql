CREATE INDEX submission_content ON submission (sponsor_id, digest);

ALTER TABLE sealed_group ADD COLUMN first_month TEXT NOT NULL DEFAULT '';

ALTER TABLE sealed_group ADD COLUMN last_month TEXT NOT NULL DEFAULT '';

UPDATE sealed_group SET
    first_month = (SELECT MIN(e.accepted_month) FROM episode e WHERE e.group_id = sealed_group.id),
    last_month = (SELECT MAX(e.accepted_month) FROM episode e WHERE e.group_id = sealed_group.id);

ALTER TABLE episode ADD COLUMN notice_version INTEGER NOT NULL DEFAULT 1;

CREATE TABLE earlier_notice (
    episode_id TEXT NOT NULL REFERENCES episode (id),
    version INTEGER NOT NULL,
    accepted_month TEXT NOT NULL,
    sealed_keys TEXT NOT NULL,
    reason TEXT NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submission (id)
);
CREATE UNIQUE INDEX earlier_notice_version ON earlier_notice (episode_id, version);

CREATE TABLE link_token (
    patient TEXT NOT NULL REFERENCES patient (pseudonym),
    token TEXT NOT NULL
);
CREATE UNIQUE INDEX link_token_once ON link_token (patient, token);
CREATE INDEX link_token_token ON link_token (token);

CREATE TABLE person_decision (
    first_patient TEXT NOT NULL REFERENCES patient (pseudonym),
    second_patient TEXT NOT NULL REFERENCES patient (pseudonym),
    decision TEXT NOT NULL,
    decided_at TEXT NOT NULL
);
CREATE UNIQUE INDEX person_decision_once ON person_decision (first_patient, second_patient);
