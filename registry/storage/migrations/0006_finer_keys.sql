-- The keys of the wish list by which a group was split when it formed, as JSON.
ALTER TABLE sealed_group ADD COLUMN finer TEXT NOT NULL DEFAULT '{}';
