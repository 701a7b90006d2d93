"""Scripts of ours, run in Deno."""

from __future__ import annotations

import subprocess
from pathlib import Path

from deno import find_deno_bin


def run_deno(script: Path, given: bytes = b"") -> bytes:
    """What a script prints of what it is given; its folder is Deno's own as well."""
    done = subprocess.run(  # noqa: S603 the environment's own Deno
        [find_deno_bin(), "run", "--quiet", "--no-config", "--no-remote", str(script)],
        input=given,
        capture_output=True,
        check=False,
        env={"DENO_DIR": str(script.parent), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
