"""A file in parts of so many patients, each small enough for one request."""

from collections.abc import Iterator

from msgspec import Struct, structs

from registry.intake.importers.assemble import ReadFile
from registry.intake.importers.findings import Place
from registry.model.submission import SubmissionBatch


class Part(Struct, frozen=True):
    """A part of a batch, and where in the file its rows stand."""

    batch: SubmissionBatch
    places: dict[str, Place]


def parts(read: ReadFile, patients: int) -> Iterator[Part]:
    """The file in parts, a patient's notice and news together.

    The same file gives the same parts: what broke off is sent again, and only what is missing is
    stored.
    """
    batch = read.batch
    noticed = [notice.pseudonym for notice in batch.notices]
    told = [outcome.pseudonym for outcome in batch.outcomes]
    names = list(dict.fromkeys([*noticed, *told]))
    for start in range(0, len(names), patients):
        some = set(names[start : start + patients])
        notices = [number for number, name in enumerate(noticed) if name in some]
        outcomes = [number for number, name in enumerate(told) if name in some]
        yield Part(
            structs.replace(
                batch,
                notices=tuple(batch.notices[number] for number in notices),
                outcomes=tuple(batch.outcomes[number] for number in outcomes),
            ),
            moved(read, "notices", notices) | moved(read, "outcomes", outcomes),
        )


def moved(read: ReadFile, name: str, numbers: list[int]) -> dict[str, Place]:
    """The places of some rows of a list, under the numbers they have in their part."""
    heads = {f"{name}[{number}]": f"{name}[{place}]" for place, number in enumerate(numbers)}
    found = {}
    for path, at in read.places.items():
        head, dot, tail = path.partition(".")
        if head in heads:
            found[f"{heads[head]}{dot}{tail}"] = at
    return found
