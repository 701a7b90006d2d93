"""What the claims about one incident state differently, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence

from geo import wording
from geo.language import Words
from geo.model import Kind, Responsibility
from geo.model.rows import Row


def claim_differences(claims: Sequence[Row], words: Words) -> dict[str, str]:
    """Return what the claims about one incident state differently, in words, by the field's name.

    Figures of a claim that is part of another are left aside.
    """
    whole = [claim for claim in claims if not claim.contained_in]
    said = {
        "when": [wording.when(c, words) for c in claims if wording.day_of(c.event_start)],
        "where": [c.place_name for c in claims if c.place_name],
        "kind": [words(wording.KINDS[c.kind]) for c in claims if c.kind != Kind.UNSPECIFIED],
        "struck": [
            words(wording.STRUCK.get(c.struck, c.struck))
            for c in claims
            if c.struck not in {"", "unspecified"}
        ],
        **{what: _figures(whole, what, words) for what in ("strikes", "killed", "injured")},
        "party": [c.direction_claimed for c in claims if c.direction_claimed],
        "responsibility": [
            words(wording.RESPONSIBILITIES[c.responsibility])
            for c in claims
            if c.responsibility != Responsibility.NOT_STATED
        ],
    }
    distinct = {name: list(dict.fromkeys(texts)) for name, texts in said.items()}
    return {name: " / ".join(texts) for name, texts in distinct.items() if len(texts) > 1}


def _figures(claims: list[Row], what: str, words: Words) -> list[str]:
    ranges = (wording.harm(claim, what) for claim in claims)
    return [words.range(said) for said in ranges if not said.is_unknown]
