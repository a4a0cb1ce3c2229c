"""Controls of pace and watching: what anybody may make a server do, and what is told of it."""

from tests.mutations.row import Row

DRAWINGS = "tests/front/test_drawings.py"

ROWS = (
    Row(
        "paid-questions",
        "an address has as many questions answered by pages as it likes",
        "registry/web/public/drawn.py",
        "        pay(self.spend, address)\n        found",
        "        found",
        f"{DRAWINGS}::test_an_address_has_so_many_pages_drawn_and_not_one_more",
    ),
    Row(
        "paid-forms",
        "an address has as many forms answered as it likes",
        "registry/web/public/drawn.py",
        "            pay(self.spend, address)\n            return",
        "            return",
        f"{DRAWINGS}::test_forms_are_paid_from_the_same_and_nothing_of_a_refusal_is_kept",
    ),
    Row(
        "health-once-a-second",
        "whoever asks for the health of a registry asks its database",
        "registry/kept.py",
        "if self.last is not None and self.ticks() - self.last[0] < self.span:",
        "if False:",
        "tests/storage/test_health.py::test_the_database_is_asked_once_a_second_however_often_somebody_asks",
    ),
)
