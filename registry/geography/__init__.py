"""Where things are: a map of Europe, towns, and distances. No one else is asked."""
