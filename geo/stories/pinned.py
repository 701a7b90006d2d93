"""Opens the snapshot to which a story is pinned, for ever."""

from __future__ import annotations

from geo.model.errors import UnknownSnapshotError
from geo.snapshot.current import bundled_id, opened
from geo.snapshot.opened import Snapshot
from geo.stories.shipped import shipped_stories


def opened_for_story(snapshot_id: str) -> Snapshot:
    """Return a snapshot by its id.

    That of the stories which come with the program is the bundled chronicle, or one of an earlier release. A
    server that was set up with data of its own has not written it yet: it does so here.

    Raises UnknownSnapshotError when there is none of that id; SnapshotError when it cannot be opened.
    """
    try:
        return opened(snapshot_id)
    except UnknownSnapshotError:
        pinned = {step.snapshot for story in shipped_stories().values() for step in story.steps}
        if snapshot_id not in pinned or bundled_id() != snapshot_id:
            raise
        return opened(snapshot_id)
