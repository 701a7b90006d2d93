"""What the command line shows while it works, and what it asks: a person at a terminal, never a pipe."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from geo.ingest.rejects import printable
from geo.model.errors import ShelterlineError
from geo.tabular.mapping import to_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.tabular.mapping import Mapping
    from geo.tabular.opening import Foreign

_SHOWN_AFTER_S = 1.0


class NotAgreedError(ShelterlineError):
    """Nobody agreed to how the columns of a file were to be read."""

    def __init__(self, name: str, mapping: Mapping) -> None:
        super().__init__(
            f"{name} has columns of its own, and nobody agreed to the guess of what they mean. Look at the "
            "mapping; give it with --map FILE, corrected where it is wrong, or take it as it is with --yes"
        )
        self.mapping = mapping


def is_watched() -> bool:
    """Whether a person can see a bar and answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(foreign: Foreign, guessed: Callable[[Foreign], Mapping], *, is_yes: bool) -> Mapping:
    """Return a guessed mapping that somebody agreed to; it is shown in any case.

    Raises:
        NotAgreedError: when nobody did.

    """
    mapping = guessed(foreign)
    for note in foreign.notes:
        typer.echo(f"{foreign.name}: {printable(note)}", err=True)
    if not is_yes and not is_watched():
        raise NotAgreedError(foreign.name, mapping)
    typer.echo(f"{foreign.name} is read so (as a mapping for --map):\n\n{to_toml(mapping)}", err=True)
    if not is_yes and not typer.confirm("Take it in so?", err=True):
        raise NotAgreedError(foreign.name, mapping)
    return mapping


@contextmanager
def shown_progress(*, is_shown: bool) -> Iterator[Callable[[str, int, int | None, str], None]]:
    """Return what is told how far something is: its name, how much is done, of how much, and a word about it.

    A bar appears on standard error once the work has taken a second.
    """
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[said]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    began, tasks, is_started = time.monotonic(), {}, False

    def told(name: str, done: int, whole: int | None, said: str) -> None:
        nonlocal is_started
        if not is_shown:
            return
        if name not in tasks:
            tasks[name] = bars.add_task(name, total=None, said="")
        bars.update(tasks[name], completed=done, total=whole or None, said=said)
        if not is_started and time.monotonic() - began > _SHOWN_AFTER_S:
            bars.start()
            is_started = True

    try:
        yield told
    finally:
        if is_started:
            bars.stop()
