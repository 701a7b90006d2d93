"""Every file of tests/data/foreign comes to what it must, through the command and through the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.geo.tabular.corpus import FOLDER, Case, cases
from tests.geo.tabular.corpus_faults import faults
from tests.geo.tabular.corpus_readings import Beside, areas, as_the_command, as_the_page, in_this_process
from tests.geo.tabular.made_files import MADE


@pytest.fixture
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


@pytest.mark.usefixtures("_quickly")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_foreign_file_comes_to_what_it_must(case: Case, tmp_path: Path):
    found = {
        "command": faults(case, as_the_command(case.name, case.content, tmp_path)),
        "page": faults(case, as_the_page(case.name, case.content, Beside(areas())), of_page=True),
    }
    assert found == {"command": [], "page": []}


def test_every_file_has_an_expectation_and_every_expectation_a_file():
    files = {path.name for path in FOLDER.iterdir() if path.is_file()} | set(MADE)
    assert files == {case.name for case in cases()}
