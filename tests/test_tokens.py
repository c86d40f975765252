"""Figures in running text are found with their worth, and digits that belong to a name are none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.tokens import Token, spelled_out, tokens


def figures(text: str, *names: str) -> list[str]:
    return [f"{token.value:f}" for token in tokens(text, names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共16例", ["16"]),
        ("p=0.046，p<0.001", ["0.046", "0.001"]),
        ("降低1.7分(95%CI -2.66至-1.58)", ["1.7", "95", "2.66", "1.58"]),
        ("60.1±4.50岁", ["60.1", "4.50"]),
        ("87.7%", ["87.7"]),
        ("１６例", ["16"]),
        ("2,049篇，1,234,567个", ["2049", "1234567"]),
        ("3,7和12,34", ["3", "7", "12", "34"]),
        ("3-7天，6个月", ["3", "7", "6"]),
        ("没有数字", []),
    ],
)
def test_a_figure_has_its_worth_without_sign(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize("text", ["1.5×10^6", "1.5 x 10 ^ 6", "1.5×10⁶", "1.5 X 10⁶"])
def test_a_power_of_ten_is_one_figure(text: str) -> None:
    assert figures(text) == ["1500000"]


def test_a_negative_power_of_ten_is_small() -> None:
    assert figures("2×10⁻³和2×10^-3") == ["0.002", "0.002"]


def test_a_figure_knows_where_it_stands() -> None:
    text = "共１６例，1.5×10⁶个"
    found = list(tokens(text))
    assert found == [Token(Decimal(16), 1, 3), Token(Decimal("1.5e6"), 5, 12)]
    assert [text[token.start : token.end] for token in found] == ["１６", "1.5×10⁶"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("IL-6为6", ["6"]), ("IL-6和IL-60", ["60"]), ("CD73、CD730", ["730"]), ("MIL-6", ["6"]), ("SF-36共36分", ["36"]), ("SF-36量表", [])],
)
def test_digits_in_a_name_are_no_figures(text: str, expected: list[str]) -> None:
    assert figures(text, "IL-6", "CD73", "SF-36") == expected


def test_the_longer_of_two_names_wins() -> None:
    assert figures("IL-1β 2", "IL-1", "IL-1β") == ["2"]


def test_numbers_in_han_writing_are_known_by_their_characters() -> None:
    assert spelled_out("三组共十例") == {Decimal(3), Decimal(10)}
    assert spelled_out("3 groups, ten people") == set()
