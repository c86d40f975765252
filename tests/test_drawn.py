"""What costs something is drawn only when it is asked for."""

from __future__ import annotations

import pytest

from kb.drawn import Drawn


def test_nothing_is_drawn_before_it_is_asked_for() -> None:
    calls = list[str]()
    values = Drawn({"id": "x"}, ("study", "groups"), lambda name: (calls.append(name), {"study": 1, "groups": 2}[name])[1])
    assert values["id"] == "x" and values.get("sheet") is None
    assert list(values) == ["id", "study", "groups"] and len(values) == 3
    assert "study" in values and "sheet" not in values
    assert calls == []
    assert dict(values) == {"id": "x", "study": 1, "groups": 2}
    assert calls == ["study", "groups"]
    with pytest.raises(KeyError):
        values["sheet"]
