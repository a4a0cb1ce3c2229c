"""The sponsor GraphQL surface: what a university sends, and what it is answered."""
