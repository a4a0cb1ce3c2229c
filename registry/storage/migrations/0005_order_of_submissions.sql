-- What was known when a snapshot was counted: what came before it, by its number.
ALTER TABLE submission ADD COLUMN after_snapshot INTEGER NOT NULL DEFAULT 0;
