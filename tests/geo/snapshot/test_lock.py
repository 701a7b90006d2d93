"""A home is one process's at a time, and nobody's when that process is gone."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo.snapshot.lock import alone

REPOSITORY = Path(__file__).parents[3]
HOLDER = """
import sys
from pathlib import Path
from geo.snapshot.lock import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def entered(home: Path) -> bool:
    with alone(home):
        return True


def test_who_comes_second_waits_for_a_process_and_a_killed_one_holds_nobody_up(tmp_path: Path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "home")]
    with (
        subprocess.Popen(command, cwd=REPOSITORY, stdin=-1, stdout=-1, text=True) as holder,  # noqa: S603 ourselves
        ThreadPoolExecutor(1) as pool,
    ):
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        second = pool.submit(entered, tmp_path / "home")
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        holder.kill()
        assert second.result(timeout=30)


def test_what_fails_inside_lets_go(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), alone(tmp_path):
        raise ZeroDivisionError
    assert entered(tmp_path)
