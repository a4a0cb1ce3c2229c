"""Controls of people's ways in, of what they read, and of where keys come from."""

from tests.mutations.row import Row

ROWS = (
    Row(
        "copied-passkeys",
        "a passkey whose counter went back signs in",
        "registry/access/passkeys.py",
        "if count > passkey.sign_count or count == passkey.sign_count == 0:",
        "if True:",
        "tests/access/test_passkeys.py::test_a_counter_that_does_not_rise_removes_the_copied_passkey_and_ends_sessions",
    ),
    Row(
        "passkeys-once",
        "what a passkey signed counts again",
        "registry/access/passkeys.py",
        "if not await take_challenge(self.database, self._digest(SIGN_IN, challenge), at):",
        "if False:",
        "tests/access/test_passkeys.py::test_an_answer_counts_once",
    ),
    Row(
        "carried-forms",
        "what a page carries may be kept for ever",
        "registry/access/carried.py",
        "return found.content if at - found.at < LONGEST else None",
        "return found.content",
        "tests/desk/test_frame.py::test_what_was_carried_can_neither_be_altered_nor_kept_for_long",
    ),
    Row(
        "reads-are-told",
        "nobody learns who read a patient's record",
        "registry/intake/reading.py",
        "await note(intake.database, envelope, RECORD_READ, record.episode.patient)",
        "pass",
        "tests/access/test_reads.py::test_each_read_of_a_person_is_an_event_that_says_who_and_whom",
    ),
    Row(
        "key-programs",
        "a key comes from whatever program is found by its name",
        "registry/key_sources.py",
        "if program is None or not program.is_absolute():",
        "if program is None:",
        "tests/test_key_sources.py::test_a_program_without_an_absolute_path_is_refused",
    ),
)
