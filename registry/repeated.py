"""Questions that come again and again, kept as anybody could ask them.

Of the next snapshot they are asked before a reader does (`registry.readying`). What is kept of a
request is what its answer depends on. Nothing here says who asked, or when.
"""

from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from registry.kept import Kept

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]

MOST_BYTES = 2**20
# what one question takes beside its bytes
OVERHEAD = 1_000
ON_WHICH_ANSWERS_DEPEND = frozenset({b"host", b"accept", b"content-type"})


class Question(Struct):
    """A request without whoever sent it, and how often it came.

    `server` is the address and port at which it came in, where the server says so.
    """

    method: str
    scheme: str
    server: tuple[str, int | None] | None
    root_path: str
    path: str
    query_string: bytes
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    times: int = 1

    def size(self) -> int:
        """About how many bytes of memory it takes."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return OVERHEAD + len(self.path) + len(self.query_string) + headers + len(self.body)


class Repeated:
    """Questions by what identifies them; those that came longest ago are forgotten first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.kept: Kept[Question] = Kept(most_bytes)

    def count(self, key: bytes, scope: Scope, body: bytes = b"") -> None:
        """A question has come once more."""
        question = self.kept.get(key)
        if question is None:
            self.kept.put(key, question_in(scope, body))
        else:
            question.times += 1

    def taken(self) -> list[Question]:
        """The questions that came since they were last taken, the most frequent first."""
        found = sorted(self.kept.entries.values(), key=lambda each: -each.times)
        self.kept = Kept(self.kept.most)
        return found


def question_in(scope: Scope, body: bytes) -> Question:
    """The question of a request; whoever asks for the head alone asks the same."""
    return Question(
        "POST" if scope["method"] == "POST" else "GET",
        scope["scheme"],
        scope.get("server"),
        scope.get("root_path", ""),
        scope["path"],
        scope["query_string"],
        [each for each in scope["headers"] if each[0] in ON_WHICH_ANSWERS_DEPEND],
        body,
    )


async def ask(app: Any, question: Question) -> None:
    """Ask an application in nobody's name; it may keep the answer, and nobody else gets it."""
    waiting = [{"type": "http.request", "body": question.body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(_: Message) -> None:
        return

    await app(scope_of(question), receive, send)


def scope_of(question: Question) -> Scope:
    """The request of nobody, from nowhere (ASGI, HTTP connection scope)."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": question.method,
        "scheme": question.scheme,
        "path": question.path,
        "raw_path": quote(question.path).encode(),
        "root_path": question.root_path,
        "query_string": question.query_string,
        "headers": [*question.headers],
        "client": None,
        "server": question.server,
    }
