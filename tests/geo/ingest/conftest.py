"""A home of two reports of Testville, files to take in, and the command that does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo import cli
from geo.ingest import Ingested, IngestRequest, ingest, names_of, opened
from geo.snapshot.current import areas_in, point_to
from geo.tabular.mapping import from_toml
from tests.builders import report, row, write_home
from tests.reading import open_here


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that points to a snapshot of two reports of Testville."""
    return home_in(tmp_path / "home")


def home_in(folder: Path) -> Path:
    old = report("r1"), report("r2", kind="drone")
    point_to(folder, write_home(folder, *old, zones=[row("zones", "z1")]))
    return folder


@pytest.fixture
def reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Foreign files are read in the process of the test."""
    open_here(monkeypatch)


@pytest.fixture
def take_in(home: Path) -> Callable[..., Ingested]:
    """Take in files, by a mapping where their columns are their own."""

    def act(*paths: Path, mapping: str = "", **asked: object) -> Ingested:
        with ExitStack() as stack:
            given = [
                opened(path, name, lambda _: from_toml(mapping, "mapping"), lambda: areas_in(home), stack)
                for path, name in zip(paths, names_of(paths), strict=True)
            ]
            return ingest(given, home, None, IngestRequest(**asked))

    return act


class Answer:
    """What the command said and how it ended."""

    def __init__(self, code: int, stdout: str, stderr: str) -> None:
        self.code, self.stdout, self.stderr = code, stdout, stderr

    @property
    def counts(self) -> dict[str, int | str]:
        return json.loads(self.stdout.splitlines()[-1])


@pytest.fixture
def command(home: Path) -> Callable[..., Answer]:
    """Run `shelterline ingest`."""

    def act(*args: object) -> Answer:
        place = [] if "--home" in args else ["--home", str(home)]
        said = CliRunner().invoke(cli.app, ["ingest", *map(str, args), *place])
        return Answer(said.exit_code, said.stdout, said.stderr)

    return act
