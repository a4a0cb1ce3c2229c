"""A public node: the read side alone, from the files a registry publishes (docs/public-node.md).

Files are believed only as far as one trusted key reaches: it signs the log, and the log holds the
digest of every snapshot. Nothing here reaches a database, a person or a secret.
"""
