"""Every row. A control that is built gets one here, beside its threat in docs/threat-model.md."""

from tests.mutations import acts, board, durable, front, inside, pace, people, supply

ROWS = (
    *front.ROWS,
    *inside.ROWS,
    *board.ROWS,
    *people.ROWS,
    *durable.ROWS,
    *supply.ROWS,
    *acts.ROWS,
    *pace.ROWS,
)
