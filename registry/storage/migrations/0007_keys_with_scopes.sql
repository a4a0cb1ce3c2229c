-- Keys from before have every scope and no end, as they had.
ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT 'submit declare withdraw read-own preview';

ALTER TABLE api_key ADD COLUMN expires_at TEXT;

ALTER TABLE api_key ADD COLUMN last_used_on TEXT;

-- Why a privileged act was done.
ALTER TABLE audit_event ADD COLUMN reason TEXT NOT NULL DEFAULT '';
