"""The pages of the workspaces that stand in their menu, each for those whom the table lets in."""

from msgspec import Struct

from registry.access.principal import Principal, denial
from registry.access.table import row_of


class Line(Struct, frozen=True):
    """A line of the menu. `path` is also its place in the table, after `GET `."""

    path: str
    label: str


LINES = (
    Line("/desk", "Overview"),
    Line("/desk/send", "Send a file"),
    Line("/desk/correct", "Correct"),
    Line("/desk/due", "Due visits"),
    Line("/desk/completeness", "Completeness"),
    Line("/desk/preview", "Preview"),
    Line("/desk/receipts", "Receipts"),
    Line("/desk/summary", "In plain words"),
    Line("/desk/hold", "Hold"),
    Line("/board", "Board"),
    Line("/board/publication", "Publication"),
    Line("/board/delay", "Put off"),
    Line("/board/erratum", "Erratum"),
    Line("/board/wishes", "Wish list"),
    Line("/board/duplicates", "Duplicates"),
    Line("/board/withdrawals", "Withdrawals"),
    Line("/board/audit", "Audit"),
    Line("/board/accounts", "Accounts"),
    Line("/board/keys", "API keys"),
    Line("/account", "Your account"),
)


def lines_of(principal: Principal) -> list[Line]:
    """The lines somebody may follow."""
    return [line for line in LINES if may(principal, f"GET {line.path}")]


def first_page(principal: Principal) -> str:
    """Where somebody begins after signing in."""
    return lines_of(principal)[0].path


def may(principal: Principal, place: str) -> bool:
    """Whether a row names this very place and lets somebody do what stands there."""
    row = row_of(place)
    return row is not None and place in row.places and denial(principal, row) is None
