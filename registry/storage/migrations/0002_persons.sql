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
