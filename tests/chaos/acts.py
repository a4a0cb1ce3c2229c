"""Every act that is killed."""

from tests.chaos.elsewhere import changing_root, moving, restarted, restoring
from tests.chaos.scenarios import (
    Scenario,
    beginning,
    beginning_a_column_key,
    binding,
    correcting,
    erasing,
    following_up,
    migrating,
    publishing,
    rotating,
    sending,
    withdrawing,
    wrapping_some,
)
from tests.chaos.scenes import NOW

SCENARIOS = (
    Scenario("submission", "with patients", (sending(0, 4), following_up(6, 9), sending(4, 9))),
    Scenario("correction", "with patients", (correcting(0), correcting(1), correcting(2))),
    Scenario("erasure", "with patients", (withdrawing(0), erasing, withdrawing(7), erasing)),
    Scenario("publication", "with patients", (publishing(NOW),)),
    Scenario("change of the log's key", "with patients", (rotating,)),
    Scenario(
        "change of the column key",
        "with patients",
        (beginning_a_column_key, wrapping_some, wrapping_some, wrapping_some, wrapping_some),
    ),
    Scenario(
        "change of the root key",
        "with patients",
        (
            changing_root,
            restarted(beginning_a_column_key),
            *(restarted(wrapping_some) for _ in range(4)),
        ),
    ),
    Scenario("restore", "beside a backup", (restoring,)),
    Scenario("move", "beside another", (moving,), copies=True),
    Scenario("migration", "before the log", (migrating, binding, beginning)),
)
"""A new act is a new row."""
