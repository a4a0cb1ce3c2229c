"""The words of the registry as frozen values: no database, no clock, no framework."""
