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
)
