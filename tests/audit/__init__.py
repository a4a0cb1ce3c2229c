"""Known vulnerabilities of what is pinned: `make audit`."""
