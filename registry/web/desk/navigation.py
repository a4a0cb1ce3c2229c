"""The pages of the workspaces that stand in their menu, each for those whom the table lets in."""

from msgspec import Struct

from registry.access.principal import Principal, denial
from registry.access.table import row_of
from registry.language import marked


class Line(Struct, frozen=True):
    """A line of the menu. `path` is also its place in the table, after `GET `."""

    path: str
    label: str


LINES = (
    Line("/desk", marked("Overview")),
    Line("/desk/send", marked("Send a file")),
    Line("/desk/correct", marked("Correct")),
    Line("/desk/due", marked("Due visits")),
    Line("/desk/completeness", marked("Completeness")),
    Line("/desk/preview", marked("Preview")),
    Line("/desk/receipts", marked("Receipts")),
    Line("/desk/acts", marked("Declare")),
    Line("/desk/summary", marked("In plain words")),
    Line("/desk/hold", marked("Hold")),
    Line("/board", marked("Board")),
    Line("/board/publication", marked("Publication")),
    Line("/board/delay", marked("Put off")),
    Line("/board/erratum", marked("Erratum")),
    Line("/board/wishes", marked("Wish list")),
    Line("/board/duplicates", marked("Duplicates")),
    Line("/board/withdrawals", marked("Withdrawals")),
    Line("/board/permits", marked("Permits")),
    Line("/board/organisations", marked("Organisations")),
    Line("/board/hospitals", marked("Hospitals")),
    Line("/board/lineages", marked("Lineages")),
    Line("/board/wish", marked("Enter a wish")),
    Line("/board/audit", marked("Audit")),
    Line("/board/accounts", marked("Accounts")),
    Line("/board/keys", marked("API keys")),
    Line("/account", marked("Your account")),
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
