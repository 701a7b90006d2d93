"""What the product answers to a reader: files and pages of its routes, and downloads of its Streamlit pages.

Nothing is asked of the library itself. Counts, reasons, rows, statuses in force and lead times come from the
routes of the app, asked without a server, which takes longer to start than to answer. Bins, rates and
exposure are on Streamlit pages alone, whose files are offered by buttons: the pages run as scripts
(AppTest), and each button's file is taken where the page hands it over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pandas as pd
import streamlit as st
from pyarrow import csv
from streamlit.testing.v1 import AppTest

from tests.oracle.views import View

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SHELL = Path(__file__).parents[2] / "pages" / "shell.py"
LONGEST_RUN_S = 600
Rows = dict[str, dict[str, str | None]]
"""Rows of a file by the ids of reports; a cell that is not there is None, an empty text is a text."""
NUMBER = re.compile(r"\d[\d,]*")


def numbers(text: str) -> list[int]:
    """Whole numbers of an English text."""
    return [int(number.replace(",", "")) for number in NUMBER.findall(text)]


def certain_to_possible(text: str) -> tuple[int, int] | None:
    """A range as pages write it: one number where both agree, nothing where there is nothing to count."""
    found = numbers(text)
    return (found[0], found[-1]) if found else None


@dataclass(frozen=True)
class Answers:
    """The routes, with one snapshot."""

    client: TestClient
    snapshot: str

    def exported(self, view: View) -> Rows:
        """The rows of `/export/reports.csv`."""
        return _table(self._fetch("/export/reports.csv", view))

    def not_shown(self, view: View) -> Rows:
        return _table(self._fetch("/export/not_shown.csv", view))

    def text_twin(self, view: View) -> str:
        return self._fetch("/embed", view, format="text").decode()

    def link(self, view: View) -> str:
        """The map page at a view."""
        return str(self.client.build_request("GET", "/", params=view.parameters(self.snapshot)).url)

    def _fetch(self, path: str, view: View, **more: str) -> bytes:
        return self.client.get(path, params=view.parameters(self.snapshot) | more).raise_for_status().content


STATUSES = ("statuses", "labelled_humanitarian", "ordered_to_evacuate")
LISTS = [f"{what}_{sure}" for what in STATUSES for sure in ("certain", "possible")]
LEADS = ["order_lead_min_h", "order_lead_max_h"]
COLUMNS = {"report_id", "shown_on_map", "not_shown_because", *LISTS, *LEADS}
"""Those of the files of reports that are compared."""


def _table(content: bytes) -> Rows:
    columns = [name for name in _header(content) if name in COLUMNS]
    as_text = csv.ConvertOptions(
        include_columns=columns,
        column_types=dict.fromkeys(columns, "string"),
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
    )
    in_cells = csv.ParseOptions(newlines_in_values=True)
    table = csv.read_csv(io.BytesIO(content), parse_options=in_cells, convert_options=as_text)
    return {row["report_id"]: row for row in table.to_pylist()}


def _header(content: bytes) -> list[str]:
    return content.split(b"\n", 1)[0].decode("utf-8-sig").split(",")


TABLES = {"over_time_csv", "rates_csv", "exposure_csv"}
"""Keys of the buttons whose files are compared."""


@dataclass(frozen=True)
class Page:
    """A page as a script that ran once, at the address of a view."""

    html: str
    """What it says in HTML of its own."""
    files: dict[str, pd.DataFrame]
    """The tables that it offers, by the keys of their buttons."""


def page_at(name: str, view: View, snapshot: str) -> Page:
    """Open a page, by the name of its file, in a session of its own."""
    app = AppTest.from_file(SHELL, default_timeout=LONGEST_RUN_S)
    for parameter, value in view.parameters(snapshot).items():
        app.query_params[parameter] = value
    with _buttons() as files:
        app.switch_page(name).run()
    assert [problem.message for problem in app.exception] == []
    tables = {key: _page_table(content) for key, content in files.items()}
    return Page(" ".join(element.proto.body for element in app.get("html")), tables)


def _page_table(content: bytes) -> pd.DataFrame:
    """A file of a page as texts; a cell that is not there is an empty one."""
    return pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", dtype=str, keep_default_na=False)


@contextmanager
def _buttons() -> Iterator[dict[str, bytes]]:
    """Take the tables that are compared in the script's own run, where the page's state is at hand."""
    files: dict[str, bytes] = {}

    def take(_label: str, data: bytes | Callable[[], bytes], **options: object) -> bool:
        if options["key"] in TABLES:
            files[str(options["key"])] = data() if callable(data) else data
        return False

    with patch.object(st, "download_button", take):
        yield files
