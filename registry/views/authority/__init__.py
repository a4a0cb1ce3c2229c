"""A yearly report for authorities: a versioned list of fields, filled from what is public."""
