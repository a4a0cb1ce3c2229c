"""The evidence says what was measured: the page is written from the committed result."""

from tests.attacks.battery import ATTACKS, holds
from tests.attacks.report import PAGE, page, read_result
from tests.attacks.side_channels import TWINS
from tests.attacks.switched_off import ROWS

RESULT = read_result()
TABLES = RESULT["tables"]


def test_every_figure_of_the_page_is_in_the_result() -> None:
    assert PAGE.read_text() == page(RESULT)


def test_at_least_200_registries_were_attacked() -> None:
    size = TABLES["size"]["all"]
    assert size["registries"] >= 200
    assert sum(row["papers"] for row in TABLES["programme totals"].values()) >= size["programmes"]


def test_every_attack_is_in_the_result_and_held() -> None:
    assert set(TABLES["attacks"]) == {attack.name for attack in ATTACKS}
    assert [a.name for a in ATTACKS if not holds(a, TABLES["attacks"][a.name])] == []
    assert all(row["tried"] for row in TABLES["attacks"].values())


def test_every_twin_of_the_battery_is_in_the_result_and_explained() -> None:
    assert set(TABLES["twins"]) == {twin.name for twin in TWINS}
    assert [name for name, row in TABLES["twins"].items() if row["unexplained"]] == []


def test_the_page_names_every_rule_that_bites() -> None:
    assert [row.rule for row in ROWS if f"| {row.rule} |" not in PAGE.read_text()] == []


def test_no_group_held_fewer_than_11_persons() -> None:
    assert TABLES["persons"]["all"]["fewest"] >= 11
