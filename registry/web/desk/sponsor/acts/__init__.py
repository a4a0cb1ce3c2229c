"""The acts of a sponsor as forms: each a few rows and a pure function to what GraphQL takes, too.

`form.py` makes pages of a row `Act`, `fields.py` reads what was typed, `listed.py` lists them all.
"""
