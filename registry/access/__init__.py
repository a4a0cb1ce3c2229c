"""Who may do what: the one place where a request becomes a principal, or is refused."""
