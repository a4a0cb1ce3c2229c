"""The public GraphQL surface: read-only, one snapshot in memory, no storage."""
