"""Registering something new: forms of several parts, read into what GraphQL takes, too."""
