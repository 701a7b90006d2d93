"""What has changed from one snapshot to another, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.snapshot.current import created
from geo.snapshot.differences import changed

if TYPE_CHECKING:
    from geo.filters.view import View
    from geo.language import Words
    from geo.snapshot.differences import Changed
    from geo.snapshot.opened import Snapshot


def since_sentence(shown: Snapshot, now: Snapshot, view: View, words: Words) -> str:
    """Say of which snapshot a view is, and what has changed in it since."""
    return since_said(shown, changes_sentence(changed(shown, now, view), words), words)


def since_said(shown: Snapshot, changes: str, words: Words) -> str:
    """Say of which snapshot a link is, before what is said of the changes."""
    return words(
        "This link shows snapshot {snapshot} of {day}. {changes}",
        snapshot=shown.id,
        day=words.day(created(shown.id)),
        changes=changes,
    )


def changes_sentence(changes: Changed, words: Words) -> str:
    """Count what was added, revised and withdrawn."""
    if not changes:
        return words("No report in this view has changed since.")
    return words(
        "Since then, in this view: {added}, {revised}, {withdrawn}.",
        added=words.plural("{n} report added", "{n} reports added", len(changes.added)),
        revised=words.plural("{n} report revised", "{n} reports revised", len(changes.revised)),
        withdrawn=words.plural("{n} report withdrawn", "{n} reports withdrawn", len(changes.withdrawn)),
    )
