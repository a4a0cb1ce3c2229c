-- What is told of a patient is ciphertext from now on; what stood in clear is sealed on the way.
ALTER TABLE episode ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE earlier_notice ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE sealed_group ADD COLUMN months TEXT NOT NULL DEFAULT '';
ALTER TABLE course_entry RENAME TO course_entry_clear;
CREATE TABLE course_entry (
    episode_id TEXT NOT NULL REFERENCES episode (id),
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    reason TEXT,
    submission_id TEXT NOT NULL REFERENCES submission (id)
);
CREATE UNIQUE INDEX course_entry_name ON course_entry (episode_id, name, version);
CALL seal_what_stood_in_clear;
DROP TABLE course_entry_clear;
ALTER TABLE sealed_group DROP COLUMN first_month;
ALTER TABLE sealed_group DROP COLUMN last_month;
ALTER TABLE earlier_notice DROP COLUMN accepted_month;
ALTER TABLE episode DROP COLUMN accepted_month;
ALTER TABLE episode DROP COLUMN group_id;
