"""A process that tells where it stands, so that it can be killed there."""

import os
import time
from collections.abc import Awaitable
from enum import StrEnum
from typing import TypeVar

from breaking import Breaking
from msgspec import Struct

from registry.storage.engine import Database

Result = TypeVar("Result")
HERE = b"\n!\n"
A_WHILE = 60


class Moment(StrEnum):
    """Where around a statement the kill falls."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Point(Struct, frozen=True):
    """The statement, counted from 1, and the moment; `after_us` microseconds later for `DURING`."""

    number: int
    moment: Moment
    after_us: int = 0


class Killing(Breaking):
    """The writing connection of a process that is to die at a point: it says so, and waits."""

    def __init__(self, database: Database, point: Point | None, wire: int) -> None:
        super().__init__(database)
        self.point, self.wire, self.names = point, wire, list[str]()

    async def count_down(self, work: Awaitable[Result]) -> Result:
        """Run a statement, and die before, in the middle of, or after it."""
        self.names.append(getattr(work, "__name__", ""))
        self.say(Moment.BEFORE)
        self.say(Moment.DURING)
        result = await work
        self.say(Moment.AFTER)
        return result

    def say(self, moment: Moment) -> None:
        """Tell whoever kills that this is the point; only in the middle does anything go on."""
        point = self.point
        if point is None or (len(self.names), moment) != (point.number, point.moment):
            return
        os.write(self.wire, HERE)
        if moment is not Moment.DURING:
            time.sleep(A_WHILE)
