"""The pages' shell as a script, opened at an address and held to run without an error."""

from __future__ import annotations

import re
from html import unescape
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


def rows_of_table(app: AppTest, title: str) -> list[dict[str, str]]:
    """The rows of a table of ours by its title, as texts by the head of their column."""
    _, found, rest = html(app).partition(f'aria-label="{title}"')
    assert found, f"no table is called {title}"
    heads, *rows = (
        [unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
        for row in re.findall("<tr>(.*?)</tr>", rest.partition("</table>")[0], re.DOTALL)
    )
    return [dict(zip(heads, row, strict=True)) for row in rows]
