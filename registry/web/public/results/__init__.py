"""Pages for readers of results: products, what did not work, releases. In English so far."""
