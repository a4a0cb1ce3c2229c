"""One control, how it is taken away, and the test that must fail then."""

from msgspec import Struct


class Row(Struct, frozen=True):
    """In `file`, `old` stands exactly once; with `new` in its place `test` must fail.

    `removed` says in words what is taken away. `test` is a pytest address.
    """

    id: str
    removed: str
    file: str
    old: str
    new: str
    test: str

    @property
    def line(self) -> str:
        """The row as docs/threat-model.md shows it."""
        return f"| `{self.id}` | {self.removed} | `{self.test}` |"
