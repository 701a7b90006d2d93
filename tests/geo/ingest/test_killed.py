"""An ingest that is killed leaves the snapshot before it current and whole."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from geo.snapshot.current import current_id
from geo.snapshot.files import verify
from geo.snapshot.home import snapshots_folder
from geo.tabular.mapping import COLUMNS
from tests.builders import csv_text, report
from tests.geo.ingest.conftest import home_in

REPOSITORY = Path(__file__).parents[3]
KILLS = 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_killed_ingest_leaves_the_snapshot_before_it(tmp_path: Path):
    path = tmp_path / "a.csv"
    rows = [report(f"r{i}") for i in range(3, 400)]
    path.write_text(csv_text(COLUMNS, rows), encoding="utf-8")
    homes = [home_in(tmp_path / f"home{i}") for i in range(KILLS + 2)]
    before = current_id(homes[0])
    command = [sys.executable, "-W", "ignore", "-m", "tests.geo.ingest.killed", str(path)]
    ends = []
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=-1, stdout=-1, text=True) as process:  # noqa: S603 ourselves
        assert process.stdin
        assert process.stdout

        def start(home: Path) -> int:
            process.stdin.write(f"{home}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        for home in homes[:2]:  # once to warm up, once to see how long it takes
            began = time.monotonic()
            start(home)
            process.stdout.readline()
            takes_s = time.monotonic() - began
        after = current_id(homes[1])
        dice = random.Random(4)  # noqa: S311 no secret
        for home in homes[2:]:
            pid, began = start(home), time.monotonic()
            has_ended = select.select([process.stdout], [], [], dice.random() * takes_s)[0]
            if has_ended:  # the machine was busier when it was measured
                takes_s = time.monotonic() - began
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            process.stdout.readline()
            ends.append(current_id(home))
            assert verify(snapshots_folder(home) / ends[-1]) == []
        process.stdin.close()
    assert set(ends) <= {before, after}
    assert ends.count(before) > KILLS // 4
    assert after != before
