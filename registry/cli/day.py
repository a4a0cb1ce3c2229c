"""A day as an argument or option of a command."""

import re
from datetime import date

import click

WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}")


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD; the command is given a `date`."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day. A usage error where it is none."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value if WRITTEN.fullmatch(value) else "")
        except ValueError:
            self.fail("Give a day such as 2028-03-31.", param, ctx)


DAY = Day()
