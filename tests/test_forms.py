"""What an editor most likely meant is suggested; where it would be a guess, nothing is."""

from __future__ import annotations

import pytest

from kb.forms import date_meant, holds_spread, number_meant, quantity_meant, range_meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.5\u00d710\u2076", "1.5e6"),
        ("1.5 \u00d7 10^6", "1.5e6"),
        ("150\u4e07", "150e4"),
        ("010", "10"),
        ("\u22121.7", "-1.7"),
        ("4,5", "4.5"),
        ("1,000", "1000"),
        ("12:30", None),
        ("many", None),
    ],
)
def test_a_number_is_suggested_in_the_one_form_a_record_takes(written: str, meant: str | None) -> None:
    assert number_meant(written) == meant


def test_ranges_quantities_dates_and_spreads_are_recognised() -> None:
    assert range_meant("40-75") == "[40, 75]"
    assert quantity_meant("3mo") == "3 mo"
    assert date_meant("2025/9/26") == "2025-09-26"
    assert date_meant("26.9.2025") is None
    assert holds_spread("60.1 \u00b1 4.5")
    assert not holds_spread("60.1")
