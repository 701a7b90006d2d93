"""What was observed of an address that a row names, in sentences; each says of which day it speaks."""

from __future__ import annotations

from dataclasses import dataclass

from geo.language import N_, Words
from geo.snapshot.address_checks import AddressCheck, AddressVerdict, day_of_time, key_of, known_checks

_SAID = {
    AddressVerdict.GONE: N_("On {day} this address said that it has no such page (status {status})."),
    AddressVerdict.FRONT_PAGE: N_("On {day} this address led to the front page of a site."),
    AddressVerdict.NO_ANSWER: N_("On {day} this address did not answer."),
    AddressVerdict.FAILING: N_("On {day} this address did not answer as it should."),
    AddressVerdict.MOVED: N_("On {day} this address led to another one:"),
}
"""What a reader is told; that a server refuses programs says nothing of the page."""


@dataclass(frozen=True, slots=True)
class AddressNote:
    """What stands beside an address; every text may be empty."""

    said: str = ""
    moved_to: str = ""
    """Where the address leads, after the sentence."""
    copy_address: str = ""
    """Of the archived copy."""
    copy_said: str = ""
    """The day of the copy, as the text of its link."""


_NOTHING = AddressNote()


def address_note(address: str, words: Words) -> AddressNote:
    """Return what is known of an address; nothing where it was never checked."""
    check = known_checks().get(key_of(address)) if address else None
    if check is None:
        return _NOTHING
    day = day_of_time(check.checked_at)
    sentence = _SAID.get(check.verdict, "") if day else ""
    said = words(sentence, day=words.day(day), status=check.status or "") if sentence else ""
    return AddressNote(
        said,
        check.moved_to if check.verdict is AddressVerdict.MOVED else "",
        check.copy_address,
        words("Archived copy of {day}", day=_copy_day(check, words)) if check.copy_address else "",
    )


def cited_copy(address: str, words: Words) -> str:
    """Return a source's address with its archived copy, as a part of a citation; empty without a copy."""
    check = known_checks().get(key_of(address)) if address else None
    if check is None or not check.copy_address:
        return ""
    return words(
        "Source: {address} Archived copy of {day}: {copy}",
        address=address,
        day=_copy_day(check, words),
        copy=check.copy_address,
    )


def _copy_day(check: AddressCheck, words: Words) -> str:
    return words.day(day_of_time(check.copy_at))
