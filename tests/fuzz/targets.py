"""Everything `make fuzz` draws for, by name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

from hypothesis import strategies as st

from tests.fuzz.drawn import changed
from tests.fuzz.hunting import Target
from tests.fuzz.parsers import PARSERS, Parser, read_or_refused
from tests.fuzz.strangers import STRANGERS

Opened = Callable[[], AbstractContextManager[Target]]
PUBLIC = ("graphql/registry_graphql/surface.py", "graphql/registry_graphql/over_http.py",
          "graphql/registry_graphql/limits.py", "graphql/registry_graphql/scalars.py")  # fmt: skip
PAGES = ("registry/web/public/handlers.py", "registry/web/public/frame.py", "registry/archive.py")
VERIFYING = tuple(
    f"registry/verify/{name}.py"
    for name in ("bundles", "inspection", "keys", "logged", "moment", "tree")
)
FORMS = (
    "registry/web/desk/uploads.py",
    *(f"registry/web/desk/sponsor/{name}.py" for name in ("file", "given_back", "send")),
    *(f"registry/intake/importers/{name}.py" for name in ("as_workbook", "blanked")),
)
HEAVY, WEIGHT = (
    ("xlsx", "public questions", "sponsors' questions", "forms with files", "public files"),
    3,
)
"""What has more behind it, and how many times as long it is drawn for."""


def of_parser(parser: Parser) -> AbstractContextManager[Target]:
    """A parser, whose kept inputs are changed again."""
    kept = [b""]
    check = partial(read_or_refused, parser)
    return nullcontext(Target(parser.drawn | changed(kept), check, parser.files, kept.append))


def of_documents() -> AbstractContextManager[Target]:
    """The public GraphQL surface, by its schema."""
    from tests.fuzz import asking

    return nullcontext(Target(asking.QUESTIONS, asking.ask, PUBLIC))


def of_bodies() -> AbstractContextManager[Target]:
    """The same with any bodies and addresses."""
    from tests.fuzz import asking

    def check(drawn: bytes | tuple[bytes, str]) -> None:
        asking.ask_body(drawn) if isinstance(drawn, bytes) else asking.ask_by_get(drawn)

    return nullcontext(Target(asking.BODIES | asking.GETS, check, PUBLIC))


def of_addresses() -> AbstractContextManager[Target]:
    """Addresses of pages and files."""
    from tests.fuzz import asking

    return nullcontext(Target(asking.ADDRESSES, asking.ask_address, PAGES))


@contextmanager
def of_sponsors() -> Iterator[Target]:
    """The sponsor GraphQL surface, by its schema."""
    from tests.fuzz.playing import QUESTIONS, playing

    with playing() as play:
        yield Target(QUESTIONS, play.check, PUBLIC)


@contextmanager
def of_forms() -> Iterator[Target]:
    """The pages that take files of signed-in people."""
    from tests.fuzz.forms import forms
    from tests.fuzz.uploading import uploading

    with uploading() as uploads:
        yield Target(forms(), uploads.check, FORMS)


def of_public_files() -> AbstractContextManager[Target]:
    """The public files of a registry, one of them changed, read by whoever verifies them."""
    from verifiable import public_files, verified

    right = public_files(2)

    def check(drawn: tuple[str, bytes]) -> None:
        assert verified(right | dict([drawn])).lines

    each = [st.tuples(st.just(path), changed((data,))) for path, data in sorted(right.items())]
    return nullcontext(Target(st.one_of(each), check, VERIFYING))


TARGETS: dict[str, Opened] = {
    **{name: partial(of_parser, parser) for name, parser in (PARSERS | STRANGERS).items()},
    "public questions": of_documents,
    "public bodies": of_bodies,
    "addresses": of_addresses,
    "sponsors' questions": of_sponsors,
    "forms with files": of_forms,
    "public files": of_public_files,
}


def share_of(name: str, among: Sequence[str]) -> float:
    """The share of one target in the time of some."""
    weights = {each: WEIGHT if each in HEAVY else 1 for each in among}
    return weights[name] / sum(weights.values())
