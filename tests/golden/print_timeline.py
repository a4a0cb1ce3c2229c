"""Writes `timeline.txt` anew, as the registry plays the seven years now."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "support")]


async def printed() -> str:
    from running import running_registry
    from seven_years import BEGAN, seven_years
    from seven_years_told import timeline, written

    with TemporaryDirectory() as folder:
        async with running_registry(f"sqlite:///{folder}/years.sqlite", BEGAN) as running:
            return written(timeline(await seven_years(running)))


if __name__ == "__main__":
    text = asyncio.run(printed())
    (HERE / "timeline.txt").write_text(text)
