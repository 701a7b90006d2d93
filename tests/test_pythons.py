"""Which Pythons are named, found and tried, and whose `.venv` is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from time import monotonic

import pytest

from tests.share import share
from tools import pythons

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
OURS, OTHER = "/opt/ours cpython-311", "/opt/other cpython-312"


def test_whoever_names_the_oldest_python_names_the_same():
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    said = {
        "requires-python": PROJECT["project"]["requires-python"].removeprefix(">="),
        "classifiers": f"3.{pythons.named_minors(_text('pyproject.toml'))[0]}",
        "ruff": re.sub("py3", "3.", PROJECT["tool"]["ruff"]["target-version"]),
        "make lock": _only(r"--python-version (\S+)", makefile),
        "make setup": _only(r"version_info < \((3, \d+)\)", makefile).replace(", ", "."),
        "advice of make": _only(r"needs Python (\S+) or later", makefile),
        "README": _only(r"need Python (\S+) or later", _text("README.md")),
        "CONTRIBUTING": _only(r"need Python (\S+) or later", _text("CONTRIBUTING.md")),
    }
    assert set(said.values()) == {"3.11"}, said


def test_the_readme_says_which_pythons_the_classifiers_name():
    named = [f"3.{minor}" for minor in pythons.named_minors(_text("pyproject.toml"))[:-1]]
    assert f"The tests run on {', '.join(named[:-1])} and {named[-1]}" in _text("README.md")


def test_types_are_checked_as_the_python_that_runs_them_sees_them():
    assert "python_version" not in PROJECT["tool"]["mypy"]


BACKPORTS = {"importlib-metadata", "lazy-importer", "zipp"}
"""What validators use of Python 3.12 and later where Python is older."""


def test_markers_of_the_lock_leave_no_python_without_a_package():
    markers = re.findall(
        r"^(\S+)==\S+ ; (python_full_version \S+ \S+) \\$", _text("requirements.lock"), re.MULTILINE
    )
    split = {name: sorted(marker for of, marker in markers if of == name) for name, _ in markers}
    assert split
    assert {name for name, sides in split.items() if sides == ["python_full_version < '3.12'"]} == BACKPORTS
    for name in split.keys() - BACKPORTS:
        sides = split[name]
        below, above = (side.split()[1:] for side in sides)
        assert (below[0], above[0]) == ("<", ">="), name
        assert below[1] == above[1], name


def test_ci_tries_other_pythons_before_the_tests_that_close_the_output():
    said = _text(".ci/run")
    assert said.index("make test-pythons\n") < said.index("make test\n")
    assert said.endswith("make test\n")


@pytest.mark.parametrize(
    ("of_venv", "told", "starts_over"),
    [
        (OURS, [], False),
        (OURS, ["PYTHON=./ours"], False),
        (OURS, ["PYTHON=./other"], True),
        (OTHER, [], False),  # whichever it is of
        (None, [], True),  # its Python is gone
        (None, ["PYTHON=./ours"], True),
    ],
)
def test_a_venv_starts_over_when_another_python_is_named_or_its_own_is_gone(
    tmp_path: Path, of_venv: str | None, told: list[str], *, starts_over: bool
):
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    _python(tmp_path / "ours", OURS)
    _python(tmp_path / "other", OTHER)
    _python(tmp_path / ".venv/bin/python", "", works=of_venv is not None)
    (tmp_path / ".venv/.locked").write_text(f"{of_venv or OURS}\n", "utf-8")
    (tmp_path / ".venv/.installed").touch()

    asked = subprocess.run(  # noqa: S603 ours
        [_make(), "--no-print-directory", "-n", "setup", *told],
        cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert ("-m venv --clear .venv" in asked.stdout) is starts_over


def test_released_pythons_are_found_on_the_path_and_in_pyenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _python(tmp_path / "bin/python3.12", "3 12 final cpython")
    _python(tmp_path / "bin/python3.13", "", works=False)  # a shim of what pyenv does not start
    _python(tmp_path / "bin/python3.15", "3 15 beta cpython")
    _python(tmp_path / "pyenv/versions/3.12.9/bin/python", "3 12 final cpython")
    _python(tmp_path / "pyenv/versions/3.13.1/bin/python", "3 13 final cpython")
    _python(tmp_path / "pyenv/versions/3.10.2/bin/python", "3 10 final cpython")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("HOME", str(tmp_path))

    found = pythons.find(12)

    assert found == {
        12: tmp_path / "bin/python3.12",
        13: tmp_path / "pyenv/versions/3.13.1/bin/python",
    }


@pytest.mark.parametrize(
    ("minors", "covered", "chosen"),
    [
        ([11, 12, 13], 11, [13]),
        ([11, 12, 13], 12, [11, 13]),
        ([11, 12, 13], None, [11, 13]),
        ([11], 11, []),
        ([], 11, []),
    ],
)
def test_the_oldest_and_the_newest_are_tried_but_not_what_make_test_covers(
    minors: list[int], covered: int | None, chosen: list[int]
):
    found = {minor: Path(f"python3.{minor}") for minor in minors}
    assert list(pythons.choose(found, covered)) == chosen


def test_what_takes_too_long_is_ended_and_told():
    started = monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        pythons.run([sys.executable, "-c", "import time; time.sleep(60)"], started + 0.2)
    assert monotonic() - started < pythons.PATIENCE_S


def test_what_fails_is_told():
    assert pythons.run([sys.executable, "-c", "raise SystemExit(3)"], None) == 3


def test_a_share_touches_every_module_and_does_not_depend_on_the_order():
    tests = [f"tests/test_{module}.py::test_{n}" for module in "abc" for n in range(7)] + [
        "tests/test_d.py::test"
    ]
    chosen = share(tests, 3)
    assert chosen == share(reversed(tests), 3)
    assert [sum(f"test_{module}.py" in test for test in chosen) for module in "abcd"] == [3, 3, 3, 1]
    assert share(tests, 1) == set(tests)


def _text(name: str) -> str:
    return (REPOSITORY / name).read_text("utf-8")


def _only(pattern: str, text: str) -> str:
    (found,) = set(re.findall(pattern, text))
    return found


def _make() -> str:
    if path := shutil.which("make"):
        return path
    pytest.skip("no make on the PATH")


def _python(path: Path, answer: str, *, works: bool = True) -> None:
    """Write what stands for an interpreter: it answers, or fails, whatever it is asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{answer}'\nexit {0 if works else 1}\n", "utf-8")
    path.chmod(0o755)
