ALTER TABLE sealed_group ADD COLUMN remainder_of TEXT;

ALTER TABLE sealed_group ADD COLUMN longest_wait_days INTEGER;

ALTER TABLE sealed_group ADD COLUMN synthetic INTEGER NOT NULL DEFAULT 0;
