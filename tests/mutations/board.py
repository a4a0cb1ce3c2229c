"""Controls of the board workspace: nobody chooses by outcome, nobody decides alone or unread."""

from tests.mutations.row import Row

OUTLINE = "tests/desk/test_board_outline.py"

ROWS = (
    Row(
        "board-blind",
        "the board reads beforehand why a programme stopped",
        "registry/board/changes.py",
        "ProgrammeEvent(event.kind, event.on) for event",
        "event for event",
        f"{OUTLINE}::test_that_a_programme_stopped_is_told_and_why_is_not",
    ),
    Row(
        "board-notices",
        "the plan names safety notices",
        "registry/release/plan.py",
        "*delay_steps(now, before),",
        "*(PlannedStep('notice', n.product_id) for n in now.safety_notices),",
        f"{OUTLINE}::test_nothing_that_patients_suffered_is_in_the_plan_or_among_the_changes",
    ),
    Row(
        "board-checked",
        "a plan that fails its checks can be approved",
        "registry/web/desk/board/publication.py",
        'return None if found.is_sound else Fault("", UNSOUND)',
        "return None",
        f"{OUTLINE}::test_what_fails_a_check_or_was_not_read_is_not_approved",
    ),
    Row(
        "board-read",
        "another plan is approved than the one that was read",
        "registry/web/desk/board/publication.py",
        "if found.plan.digest != digest:",
        "if False:",
        "tests/desk/test_board.py::test_a_changed_plan_voids_the_approvals",
    ),
    Row(
        "board-expected",
        "other bytes are published than were read",
        "registry/release/approval.py",
        "if expected not in (None, digest):",
        "if False:",
        "tests/storage/test_approval.py::test_nothing_else_is_published_than_what_was_read",
    ),
    Row(
        "board-sides",
        "who changed sides approves what they submitted",
        "registry/release/preparing.py",
        "return (found & members) - await preparers(database)",
        "return found & members",
        "tests/desk/test_board.py::test_who_changed_sides_does_not_approve_what_they_submitted",
    ),
    Row(
        "board-reasons",
        "a public reason may hold a count",
        "registry/release/reasons.py",
        "return ReasonFault.NUMBER if holds_number(reason) else None",
        "return None",
        "tests/storage/test_delays.py::test_a_reason_that_must_not_be_public_puts_nothing_off",
    ),
    Row(
        "delay-leaf",
        "a release is put off without a leaf",
        "registry/release/delays.py",
        "await log.add([public_leaf_bytes(delay_leaf(delay))])",
        "await log.add([])",
        "tests/storage/test_delays.py::test_two_different_people_say_the_same_and_everybody_reads_it",
    ),
    Row(
        "board-keys",
        "who sent with a key of their own approves it after changing sides",
        "registry/release/preparing.py",
        "return actors | await owners_of(database, actors)",
        "return actors",
        "tests/storage/test_approval.py::test_who_sent_with_a_key_of_their_own_and_changed_sides_does_not_count",
    ),
)
