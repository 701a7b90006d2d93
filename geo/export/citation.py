"""The citation of a view, as a sentence and in the forms that reference managers read.

There is no date of issue: a snapshot is named by its content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from geo.export.terms import LICENCE
from geo.filters.permalink import identifying_query
from geo.language import Words, names
from geo.queries.view_answer import ViewAnswer
from geo.wording import view_sentence

AUTHOR = "Shelterline contributors"
PUBLISHER = "Shelterline"
_KEY_DIGITS = 8
_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # Escaped braces would still be counted by BibTeX, and one alone would swallow the entries after it.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: rf"\{character}" for character in "$&#_%"},
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reader needs to find the same view again; every text is one line."""

    key: str
    """Name for reference managers, of ASCII letters, digits and hyphens; the same view has the same."""
    title: str
    """The view's sentence, in the view's language."""
    snapshot: str
    address: str
    """With every parameter of the view."""
    language: str
    note: str
    """The licence, and whom else to credit."""
    accessed: date | None
    """Day on which the view was read; None inside a file that is the same on every day."""
    source: str = ""
    """The source of the one row that is cited, with its archived copy; empty where none is known."""

    @property
    def notes(self) -> str:
        """All that a reference manager has no field for, in one line."""
        return " ".join(filter(None, (self.note, self.source)))


def citation_of(answer: ViewAnswer, accessed: date | None = None) -> Citation:
    """Return the citation of a view."""
    view, words = answer.view, answer.words
    digest = key_digits(identifying_query(view))
    return Citation(
        key=f"shelterline-{view.snap}-{digest}",
        title=one_line(view_sentence(view, answer.snapshot.areas, words)),
        snapshot=view.snap,
        address=one_line(f"{answer.site}?{answer.query}"),
        language=str(view.lang),
        note=licence_note(words),
        accessed=accessed,
    )


def key_digits(text: str) -> str:
    """Return the hex digits that set the key of a citation apart: the same for the same text."""
    # An id in an address may hold what no UTF-8 has.
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:_KEY_DIGITS]


def licence_note(words: Words) -> str:
    """Return the licence, and whom else to credit, in one line."""
    return one_line(
        words(
            "Licence of the compilation: {licence}. "
            "Credit the publisher and the claimant of each row as well.",
            licence=LICENCE,
        )
    )


def plain(citation: Citation, words: Words) -> str:
    """Return the citation as one sentence, in the words' language."""
    lang = words.lang
    values = {
        "author": names.isolated(AUTHOR, lang),
        "title": citation.title,
        "snapshot": names.isolated(citation.snapshot, lang),
        "address": names.isolated(citation.address, lang),
    }
    if citation.accessed is None:
        text = words("{author}: {title}. Data set, snapshot {snapshot}. {address}", **values)
    else:
        text = words(
            "{author}: {title}. Data set, snapshot {snapshot}, read on {day}. {address}",
            day=words.day(citation.accessed),
            **values,
        )
    return " ".join(filter(None, (text, citation.source)))


def bibtex(citation: Citation) -> str:
    """Return the citation as a BibTeX entry: `@misc`, which BibTeX, BibLaTeX and Zotero all know."""
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{citation.title.translate(_BIBTEX)}}}",
        "howpublished": f"Data set, snapshot {citation.snapshot}",
        "publisher": PUBLISHER,
        # Not escaped: it is printed as it stands, and a query string has no braces.
        "url": citation.address,
        **({"urldate": citation.accessed.isoformat()} if citation.accessed else {}),
        "language": citation.language,
        "note": citation.notes.translate(_BIBTEX),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{citation.key},\n{lines}}}\n"


def ris(citation: Citation) -> str:
    """Return the citation as a RIS record: a tag and a value a line, lines ended as RIS asks."""
    accessed = [("Y2", f"{citation.accessed:%Y/%m/%d}")] if citation.accessed else []
    lines = [
        ("TY", "DATA"),
        ("ID", citation.key),
        ("AU", AUTHOR),
        ("TI", citation.title),
        ("ET", f"Snapshot {citation.snapshot}"),
        ("PB", PUBLISHER),
        ("UR", citation.address),
        *accessed,
        ("LA", citation.language),
        ("N1", citation.notes),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def csl_json(citation: Citation) -> str:
    """Return the citation as CSL-JSON: a list with one item."""
    day = citation.accessed
    item = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": AUTHOR}],
        "publisher": PUBLISHER,
        "version": f"Snapshot {citation.snapshot}",
        "URL": citation.address,
        **({"accessed": {"date-parts": [[day.year, day.month, day.day]]}} if day else {}),
        "language": citation.language,
        "note": citation.notes,
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Style:
    """A form in which a citation is given."""

    write: Callable[[Citation, Words], str]
    media_type: str
    label: str
    """What people call it; the same in every language."""


STYLES: Mapping[str, Style] = {
    "txt": Style(lambda citation, words: plain(citation, words) + "\n", "text/plain; charset=utf-8", "Text"),
    "bib": Style(lambda citation, _: bibtex(citation), "application/x-bibtex; charset=utf-8", "BibTeX"),
    "ris": Style(
        lambda citation, _: ris(citation), "application/x-research-info-systems; charset=utf-8", "RIS"
    ),
    "json": Style(
        lambda citation, _: csl_json(citation), "application/vnd.citationstyles.csl+json", "CSL-JSON"
    ),
}
"""By the ending of a file's name."""


def one_line(text: str) -> str:
    """Return a text with its white space folded."""
    return " ".join(text.split())
