"""Names of licences, as publishers write them in records and notes, brought to one form."""

from __future__ import annotations

import re
from collections.abc import Iterable

_VERSION = r"(?:[\s-]*v?(?:ersion )?(?P<version>[1-4]\.0))?"
_CC = re.compile(
    r"\bcc[\s-]+(?P<parts>by(?:[\s-]+(?:nc|sa|nd|igo))*)\b" + _VERSION + r"(?:\s+(?P<igo>igo)\b)?",
    re.IGNORECASE,
)
_CC_URL = re.compile(
    r"creativecommons\.org/licenses/(?P<parts>by(?:-(?:nc|sa|nd))*)(?:/(?P<version>\d\.\d))?(?:/(?P<igo>igo))?",
    re.IGNORECASE,
)
_CC_WORDS = re.compile(
    r"creative commons attribution"
    r"(?P<parts>(?:[\s,-]+(?:and\s+)?(?:non-?commercial|share-?alike|no-?deriv\w+))*)"
    r"(?P<igo>[\s-]+(?:for\s+)?(?:intergovernmental organi[sz]ations|igo))?(?:\s+international)?" + _VERSION,
    re.IGNORECASE,
)
_OF_WORDS = {"noncommercial": "NC", "sharealike": "SA", "noderiv": "ND"}
_OTHERS = (
    (r"\bcc[\s-]?0\b|creativecommons\.org/publicdomain/zero", "CC0"),
    (r"\bodbl\b|open database licen[cs]e|opendatacommons\.org/licenses/odbl", "ODbL"),
    (r"\bodc-by\b|open data commons attribution", "ODC-BY"),
    (r"\bpddl\b|public domain dedication and licen[cs]e", "PDDL"),
    (r"\bpublic domain\b", "public domain"),
    (r"\bopen government licen[cs]e\b|\bogl[\s-]uk\b", "Open Government Licence"),
    (r"\bunlicense\b", "Unlicense"),
    (r"\bmit licen[cs]e\b|^mit$", "MIT"),
    (r"\ball rights reserved\b", "All rights reserved"),
)


def licence_of(texts: Iterable[str]) -> str:
    """Return the first licence that texts name, such as cells of a sheet of notes; empty when none does."""
    return next((name for name in map(licence_named, texts) if name), "")


def licence_named(text: str) -> str:
    """Return the licence that a text names, as licences are written; empty when it names none."""
    for form in (_CC_URL, _CC):
        found = form.search(text)
        # A letter goes "cc by mail" without a licence.
        if found and found[0] != "cc by":
            return _written(re.split(r"[\s-]+", found["parts"].upper()), found)
    if found := _CC_WORDS.search(text):
        words = found["parts"].lower().replace("-", "")
        return _written(["BY", *(mark for word, mark in _OF_WORDS.items() if word in words)], found)
    return next((name for form, name in _OTHERS if re.search(form, text, re.IGNORECASE)), "")


def _written(parts: list[str], found: re.Match[str]) -> str:
    name = f"CC {'-'.join(dict.fromkeys([*parts, 'IGO'] if found['igo'] else parts))}"
    return f"{name} {found['version']}" if found["version"] else name
