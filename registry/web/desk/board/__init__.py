"""The board workspace: `/board` and everything behind it."""
