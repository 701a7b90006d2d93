"""Run the tests on the Pythons of this machine: `make test-pythons`.

Every Python is looked for from the oldest that `pyproject.toml` names, on the path as `python3.N` and among
those of pyenv. By default the oldest and the newest are tried, but not the one of `.venv`: `make test` does
that. They have a share of the tests of every module, the newest also a check of types, in ten minutes. With
`--all` each Python has every test that needs no browser, for as long as it takes.

It needs nothing but Python itself. Each environment is made in `build/pythons` by `make setup`, as a reader's
is, and kept as long as the lock is the same.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 600
"""What a run of shares may take, environments and types included."""
ON_ALL_CORES = ("-q", "--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal")
SHARE = 16
"""One test in so many is run, divided among the Pythons that are tried."""
PATIENCE_S = 20
"""What a command that was interrupted may take to say where it was."""
_ASK = "import sys; v = sys.version_info; print(v[0], v[1], v[3], sys.implementation.name)"

Pythons = dict[int, Path]
"""Interpreters by their minor version, in ascending order."""


def main() -> int:
    """Return 0 when every test passed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="every test without a browser, on every Python")
    is_all = parser.parse_args().all
    named = named_minors((ROOT / "pyproject.toml").read_text("utf-8"))
    found = find(named[0])
    print(f"Found: {', '.join(f'3.{minor} ({path})' for minor, path in found.items()) or 'none'}")
    if missing := [f"3.{minor}" for minor in named if minor not in found]:
        print(f"Not found on this machine: {', '.join(missing)}")
    chosen = found if is_all else choose(found, minor_of(ROOT / ".venv/bin/python"))
    if not chosen:
        print("None to try beside the one of .venv, on which make test runs everything.")
        return 0
    try:
        failed = try_all(chosen, None if is_all else monotonic() + LIMIT_S)
    except subprocess.TimeoutExpired as error:
        print(f"FAILED: the {LIMIT_S} s for all of it were over during: {' '.join(error.cmd)}")
        return 1
    tried = ", ".join(f"3.{minor}" for minor in chosen)
    print(f"FAILED: {'; '.join(failed)}" if failed else f"Passed on {tried}.", flush=True)
    return 1 if failed else 0


def named_minors(pyproject: str) -> list[int]:
    """Return the minor versions that the classifiers name, and the next, to be tried where there is one."""
    project = tomllib.loads(pyproject)["project"]
    minors = [int(n) for n in re.findall(r"Python :: 3\.(\d+)", "\n".join(project["classifiers"]))]
    return [*range(min(minors), max(minors) + 2)]


def find(oldest: int) -> Pythons:
    """Return the released CPythons of this machine from a minor version on; the path comes before pyenv."""
    roots = {os.environ.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv")} - {""}
    names = [f"python3.{minor}" for minor in range(oldest, 100)]
    paths = [Path(path) for name in names if (path := shutil.which(name))]
    paths += sorted(path for root in roots for path in Path(root).glob("versions/3.*/bin/python"))
    found: Pythons = {}
    for path in paths:
        minor = minor_of(path)
        if minor is not None and minor >= oldest:
            found.setdefault(minor, path)
    return dict(sorted(found.items()))


def minor_of(python: Path) -> int | None:
    """Return the minor version of a CPython 3; None when it is none, no release, or does not run.

    A shim of pyenv stands on the path for Pythons that it does not start.
    """
    try:
        said = subprocess.run([python, "-c", _ASK], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 a Python
    except (OSError, subprocess.SubprocessError):
        return None
    major, minor, level, name = said.stdout.split()
    return int(minor) if (major, level, name) == ("3", "final", "cpython") else None


def choose(found: Pythons, covered: int | None) -> Pythons:
    """Return the oldest and the newest, without the one on which `make test` runs everything."""
    return {minor: found[minor] for minor in sorted({*list(found)[:1], *list(found)[-1:]} - {covered})}


def try_all(chosen: Pythons, end: float | None) -> list[str]:
    """Return what failed; types are checked on the newest, tests on each, a share where there is an end.

    Raises:
        subprocess.TimeoutExpired: when the end has come.

    """
    failed = []
    share = [] if end is None else ["--one-in", str(SHARE * len(chosen))]
    for minor, path in reversed(chosen.items()):
        folder = Path("build/pythons", f"3.{minor}")
        python = str(folder / "bin/python")
        steps = {"set-up": ["make", "--no-print-directory", "setup", f"VENV={folder}", f"PYTHON={path}"]}
        if minor == max(chosen):
            steps["types"] = [python, "-m", "mypy"]
        steps["tests"] = [python, "-m", "pytest", *ON_ALL_CORES, "-m", "not browser", *share]
        for step, command in steps.items():
            print(f"3.{minor}: {' '.join(command)}", flush=True)
            if code := run(command, end):
                failed.append(f"{step} on 3.{minor} (exit code {code})")
                if step == "set-up":
                    break
    return failed


def run(command: list[str], end: float | None) -> int:
    """Run a command and return its exit code; nothing that it started outlives it when it is cut short."""
    # What this make was told, its variables and its -j, is not for the one that is started here.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # As a shell starts what runs in the background; what is started here would not hear it either.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    environment = {key: value for key, value in os.environ.items() if key not in {"MAKEFLAGS", "MAKELEVEL"}}
    with subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True) as process:  # noqa: S603 ours
        try:
            return process.wait(None if end is None else max(end - monotonic(), 0))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            raise


if __name__ == "__main__":
    sys.exit(main())
