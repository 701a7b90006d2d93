"""The stories that come with the program: `data/stories/ID.toml`, outside of every snapshot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from geo.model.errors import SourceError
from geo.snapshot.opened import DATA_DIR
from geo.stories.story import Story
from geo.stories.story_file import read_story

STORIES = DATA_DIR / "stories"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@cache
def shipped_stories(folder: Path = STORIES) -> Mapping[str, Story]:
    """Return the stories by id, in the order of their names; read once, for they come with the program.

    Raises SourceError, with the name of the file, when one is not of the documented form.
    """
    found = {}
    for path in sorted(folder.glob("*.toml")):
        if not _ID.fullmatch(path.stem):
            raise SourceError(
                f"{path.name}: a story's name has small letters, digits and hyphens. Rename it."
            )
        try:
            found[path.stem] = read_story(path.read_bytes())
        except SourceError as error:
            raise SourceError(f"{path.name}: {error}") from error
    return MappingProxyType(found)
