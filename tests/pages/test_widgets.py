"""What a widget hands over, and what is dropped."""

import pytest

from pages.common import widgets


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A session's state, empty."""
    kept: dict[str, object] = {}
    monkeypatch.setattr(widgets.st, "session_state", kept)
    return kept


@pytest.mark.parametrize(("chosen", "taken"), [("r2", ["r2"]), ("2 Dec · Testville", []), (None, [None])])
def test_a_label_that_is_no_option_is_not_taken_for_a_choice(
    session: dict[str, object], chosen: object, taken: list[object]
):
    got: list[object] = []
    bound = widgets.controlled("row", "r1", got.append, ["r1", "r2"])
    session["row"] = chosen
    bound["on_change"]()
    assert got == taken


def test_a_value_held_elsewhere_is_put_only_when_it_differs(session: dict[str, object]):
    widgets.controlled("row", "r1", print)
    assert session == {"row": "r1"}
