"""Whether what a registry publishes holds together: checked from public files and one key.

`inspection.py` runs every row of `checks.py` over a function that reads public files by path, from
an address or from a folder, and answers with a `Report`. Nothing here reaches a database.
"""
