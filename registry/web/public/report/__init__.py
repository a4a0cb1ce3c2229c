"""The annual report: a page, a print of it, a version for authorities, and data of every figure."""
