"""Points as people and programs write them: in which form, and where in WGS 84 that is."""

from __future__ import annotations


def fault(form: str) -> str:
    """Return what is wrong with a form, as the end of a sentence; empty for one that is known."""
    return "" if not form else "is none; leave it out for decimal degrees"
