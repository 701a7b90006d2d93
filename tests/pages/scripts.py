"""The pages' shell as a script, opened at an address and held to run without an error."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

SHELL = Path(__file__).parents[2] / "pages" / "shell.py"
LONGEST_RUN_S = 60


def opened(page: str = "", **parameters: str) -> AppTest:
    """The map page, or another by the name of its file, at a link with some parameters of a view."""
    app = AppTest.from_file(SHELL, default_timeout=LONGEST_RUN_S)
    for name, value in {"v": "1", **parameters}.items():
        app.query_params[name] = value
    healthy(app.run())
    return healthy(app.switch_page(page).run()) if page else app


def healthy(app: AppTest) -> AppTest:
    """The same, once it is certain that nothing went wrong."""
    assert [problem.message for problem in app.exception] == []
    return app


def html(app: AppTest) -> str:
    """All that the page says in HTML of its own."""
    return " ".join(element.proto.body for element in app.get("html"))
