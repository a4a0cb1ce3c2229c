"""Who may do what, in one place: the table, and how a request becomes a principal or is refused."""
