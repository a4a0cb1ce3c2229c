"""Controls of acts: what is signed counts as it was meant, and what is done is told."""

from tests.mutations.row import Row

SIGNED = "tests/access/test_signed_requests.py"
ONCE = "tests/access/test_signed_once.py"
TAKEN_BACK = f"{ONCE}::test_what_a_correction_took_back_is_not_told_again_by_the_request_of_then"

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
        "signed-once",
        "what was signed and taken back can be sent again",
        "registry/intake/accept.py",
        "            return Rejected((SIGNED_ONCE,))",
        "            pass",
        TAKEN_BACK,
    ),
    Row(
        "signed-once-in-streams",
        "a signed stream whose content was taken back can be sent again",
        "registry/intake/bulk.py",
        "elif came and isinstance(answer, Accepted):",
        "elif False:",
        TAKEN_BACK,
    ),
    Row(
        "signed-statements-once",
        "what was signed and stated otherwise since can be sent again",
        "registry/intake/register.py",
        "            return Rejected((SIGNED_ONCE,))",
        "            pass",
        f"{ONCE}::test_an_attestation_that_was_mended_is_not_stated_again_by_the_request_of_then",
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
    Row(
        "plans-are-told",
        "nobody learns who read an unpublished plan",
        "registry/web/desk/board/publication.py",
        'await note_read(desk.board.database, because_of(visit), "plan", subject)',
        "_ = note_read",
        "tests/desk/test_board.py::test_who_reads_an_unpublished_plan_is_told_before_the_answer",
    ),
    Row(
        "backups-are-told",
        "nobody learns that a backup was made",
        "registry/backup/write.py",
        "        await record_act(database, act)\n    return",
        "        _ = record_act\n    return",
        "tests/backup/test_online.py::test_a_backup_is_an_audit_event_that_the_backup_holds",
    ),
    Row(
        "updates-are-told",
        "nobody learns who changed the schema",
        "registry/storage/migrations/__init__.py",
        "if act is not None and missing:",
        "if False:",
        "tests/storage/test_upgrade.py::test_an_update_is_an_audit_event_in_its_own_transaction",
    ),
    Row(
        "failures-are-told",
        "nobody learns of failed sign-ins",
        "registry/access/sign_in.py",
        "await self.tell_failure(name, at)",
        "pass",
        "tests/access/test_failed_sign_ins.py::test_a_failed_sign_in_is_told_under_the_account_that_it_was_tried_for",
    ),
    Row(
        "failures-once",
        "whoever fails to sign in fills the audit trail",
        "registry/access/sign_in.py",
        "if not is_over(await failures_of(self.database, mine), at):",
        "if False:",
        "tests/access/test_failed_sign_ins.py::test_an_account_is_told_once_in_a_quarter_of_an_hour",
    ),
    Row(
        "failures-nameless",
        "the audit trail keeps names that no account has",
        "registry/access/sign_in.py",
        "whose = account.id if account else NOBODY",
        "whose = account.id if account else name",
        "tests/access/test_failed_sign_ins.py::test_names_that_nobody_has_are_told_as_one_and_never_by_name",
    ),
    Row(
        "failures-alike",
        "the time of a refusal tells whether a name has an account",
        "registry/access/sign_in.py",
        "            await note_failure(self.database, nobodys, noted, at - LOCKED)\n",
        "            if is_over(last, at):\n"
        "                await note_failure(self.database, nobodys, noted, at - LOCKED)\n",
        "tests/access/test_failed_sign_ins.py::test_a_name_that_nobody_has_is_as_much_work_each_time_as_one_that_somebody_has",
    ),
)
