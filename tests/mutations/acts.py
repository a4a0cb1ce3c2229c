"""Controls of acts: what is signed counts as it was meant, and what is done is told."""

from tests.mutations.row import Row

SIGNED = "tests/access/test_signed_requests.py"

ROWS = (
    Row(
        "signed-dry-run",
        "a signed dry run can be sent for real",
        "registry/log/signatures.py",
        """f'"dry-run": {dry_run or ""}',""",
        """'"dry-run": ',""",
        f"{SIGNED}::test_a_signed_dry_run_can_be_sent_in_no_other_way",
    ),
    Row(
        "signed-key",
        "what was signed can be sent under another idempotency key",
        "registry/log/signatures.py",
        """f'"idempotency-key": {idempotency_key or ""}',""",
        """'"idempotency-key": ',""",
        f"{SIGNED}::test_a_signed_dry_run_can_be_sent_in_no_other_way",
    ),
    Row(
        "signed-route",
        "what was signed for one route counts at another",
        "registry/log/signatures.py",
        """f'"@path": {path}',""",
        """'"@path": ',""",
        f"{SIGNED}::test_what_was_signed_for_one_route_counts_at_no_other",
    ),
    Row(
        "sides-for-good",
        "who changed sides approves what they sent before the last publication",
        "registry/release/preparing.py",
        "if sends(action) or (action == ENTERED and number > published)",
        "if (sends(action) or action == ENTERED) and number > published",
        "tests/storage/test_approval.py::test_who_sent_with_a_key_of_their_own_and_changed_sides_does_not_count",
    ),
    Row(
        "sides-of-proposals",
        "who sent something for a sponsor puts off its release",
        "registry/release/proposals.py",
        "if needed and actor in await preparers(database):",
        "if False:",
        "tests/storage/test_delays.py::test_who_sent_something_for_a_sponsor_puts_nothing_off",
    ),
)
