"""docs/access.md: who may do what, made from the table itself."""

from collections.abc import Iterator, Set

from registry.access.table import ROWS, Row
from registry.model.access import DUTIES, Duty, Role

ABOUT = {
    Role.SUBMITTER: "enters what a sponsor knows of its patients and programmes.",
    Role.DATA_STEWARD: "answers for a sponsor's data: also attests, asks for holds and "
    "withdrawals.",
    Role.CURATOR: "keeps the directory, confirms withdrawals, decides about duplicates and "
    "lineages.",
    Role.BOARD_MEMBER: "approves publications and errata.",
    Role.AUDITOR: "reads the audit trail and changes nothing.",
    Role.ADMINISTRATOR: "manages accounts and keys.",
}


def access_page() -> Iterator[str]:
    """The page as lines of Markdown."""
    yield "# Who may do what"
    yield ""
    yield "Made by `he-registry contract` from `registry/access/table.py`, which is also what"
    yield "decides. What stands in no row is open to nobody. An organisation's own API key is"
    yield "judged by its scopes; a person by its roles."
    yield ""
    yield "## Roles"
    yield ""
    yield from (f"- `{role}` {about}" for role, about in ABOUT.items())
    yield ""
    yield "## Roles that one person never has together"
    yield ""
    yield "| id | why | one of | and one of |"
    yield "| --- | --- | --- | --- |"
    yield from map(duty_line, DUTIES)
    yield ""
    yield "## Acts"
    yield ""
    yield "| id | act | whose data | roles | scope of a key | where |"
    yield "| --- | --- | --- | --- | --- | --- |"
    yield from map(line_of, ROWS)


def duty_line(duty: Duty) -> str:
    """Roles apart, as a line of the table."""
    cells = (f"`{duty.id}`", duty.sentence, *map(in_order, (duty.one, duty.other)))
    return "| " + " | ".join(cells) + " |"


def in_order(roles: Set[Role]) -> str:
    """Roles in the order in which they are defined."""
    return ", ".join(role for role in Role if role in roles)


def line_of(row: Row) -> str:
    """One act as a line of the table."""
    cells = (
        f"`{row.id}`",
        row.sentence,
        row.ownership.value,
        in_order(row.roles),
        f"`{row.scope}`" if row.scope else "",
        ", ".join(f"`{place}`" for place in row.places),
    )
    return "| " + " | ".join(cells) + " |"
