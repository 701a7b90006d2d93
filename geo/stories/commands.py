"""The command `stories check`: whether each figure of a story leads to a row that carries it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.model.errors import ShelterlineError
from geo.stories.pinned import opened_for_story
from geo.stories.shipped import STORIES
from geo.stories.story_file import read_story
from geo.stories.trace import untraced

app = typer.Typer(help="Stories: pinned views with texts.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `check` a command of its own while there is no other."""


@app.command("check")
def checked(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of stories; those of the program when left out.")
    ] = None,
) -> None:
    """Say which figure of a story no row of its view carries, in which sentence, and what to do.

    Exit code 1 when there is one, or when a file is not of the documented form.
    """
    is_whole = True
    for path in files or sorted(STORIES.glob("*.toml")):
        try:
            story = read_story(path.read_bytes())
            found = [str(each) for each in untraced(story, opened_for_story)]
        except OSError as error:
            found = [f"cannot be read: {error.strerror}"]
        except ShelterlineError as error:
            found = [str(error)]
        for sentence in found:
            typer.echo(f"{path.name}: {sentence}", err=True)
        if not found:
            typer.echo(f"{path.name}: each figure leads to a row that carries it.")
        is_whole = is_whole and not found
    if not is_whole:
        raise typer.Exit(1)
