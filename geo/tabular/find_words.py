"""Which columns hold words, such as the means of a strike, or figures of harm, and what those are in ours.

A name proposes a column; its cells decide. A word that is not known becomes `unspecified`, with a count and
a list; whole columns of them are a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from geo.model import Kind
from geo.tabular.clock_texts import plain_signs
from geo.tabular.column_names import CODEBOOKS, FIRED, NAMES, NAMES_BOTH_ENDS, listed, plain
from geo.tabular.known_words import OUR_WORD, word_of
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Question, Reply, SettledFields, Subject, not_used
from geo.tabular.sample import Sample

OURS = ("kind", "struck", "date_precision", "direction_claimed", "incident_key")
"""The documented columns that are settled here."""
_WORDED = {"kind": "the means of the strike", "struck": "what was struck"}
_FEW = 0.5
"""Share of known words below which a column that is called by a name of ours is asked about."""
_SHOWN = 5
_YES = "Yes; words that are not known become unspecified."
_HARM = {"killed": "how many were killed", "injured": "how many were injured"}
_HARM_WORDS = {
    "killed": ("kill", "dead", "death", "fatal", "قتل", "شهداء", "שהיד", "הרוג"),
    "injured": ("injur", "wound", "جرحى", "جريح", "مصاب", "פצוע"),
}
_HARM_OF_ALL = ("casualt", "victim", "ضحايا", "נפגעים")
"""Parts of names of columns that count killed and injured together, which no column of ours does."""
_COUNTED = tuple(f"{stem}_{end}" for stem in NAMES_BOTH_ENDS for end in ("min", "max"))
_COUNT = re.compile(r"\d{1,10}(?:\.0+)?", re.ASCII)
_FIRED = frozenset(listed({"": FIRED})[""])


def find(sheet: Sample, fields: Mapping[str, MappedField]) -> SettledFields:
    """Return the fields of `OURS`, given what names proposed for them; an empty field takes one away."""
    found = {ours: fields[ours] for ours in OURS if ours in fields}
    notes: list[str] = []
    questions: list[Question] = []
    if "kind" not in found and (column := _only_with_words("kind", sheet, fields)):
        found["kind"] = MappedField(column, why="by what stands in its cells")
    for ours in _WORDED:
        if ours in found:
            found[ours] = _in_our_words(ours, found[ours])
            said, question = _about_words(ours, found, sheet)
            notes += said
            questions += question
    if "date_precision" in found:
        found["date_precision"] = _date_precision(found["date_precision"], sheet)
    if "incident_key" in found and not _are_ids(sheet, found["incident_key"].column):
        notes.append(f"{found['incident_key'].column!r} holds words that repeat: it is no key of incidents.")
        found["incident_key"] = MappedField()
    for asked in _about_harm(sheet, fields):
        found |= {
            ours: MappedField()
            for ours in _COUNTED
            if fields.get(ours, MappedField()).column in asked.columns
        }
        questions.append(asked)
    if not found.get("kind"):
        found["kind"] = MappedField(constant=str(Kind.UNSPECIFIED), why="no column says the means")
    return SettledFields(found, tuple(questions), tuple(notes))


def left(sheet: Sample, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say means or harm."""
    return tuple(_questions(sheet, columns, fields))


def _questions(
    sheet: Sample, columns: Sequence[str], fields: Mapping[str, MappedField]
) -> Iterator[Question]:
    for column in columns:
        texts = tuple(sheet.distinct(column)[:3])
        if not texts:
            continue
        if sheet.named(column) in _FIRED:
            unless = not_used(column)
            yield Question(
                Subject.KIND,
                (column,),
                f"Does {column!r} name who is said to have carried out the strike?",
                (Reply("Yes, as its claimant says.", {"direction_claimed": MappedField(column)}), unless),
                texts,
                until=unless,
            )
        elif (stem := _harm_of(column, sheet)) and not _says_harm(stem, fields):
            both = {f"{stem}_{end}": MappedField(column) for end in ("min", "max")}
            yield Question(
                Subject.HARM,
                (column,),
                f"Does {column!r} say {_HARM[stem]} in the event of the row?",
                (Reply(f"Yes: it is {_HARM[stem]}.", both), not_used(column)),
                texts,
            )
        elif _could_say_harm(column, sheet, fields):
            yield Question(
                Subject.HARM,
                (column,),
                f"{column!r} may say how many were killed or injured, but in no way that can be read: "
                "leave it?",
                (not_used(column),),
                texts,
            )
        elif not fields["kind"].column and _could_be_kind(column, sheet):
            field = _in_our_words("kind", MappedField(column))
            yield Question(
                Subject.KIND,
                (column,),
                f"Does {column!r} say {_WORDED['kind']}?",
                (
                    Reply("Yes; words that are not known become unspecified.", {"kind": field}),
                    not_used(column),
                ),
                texts,
            )


def _only_with_words(ours: str, sheet: Sample, fields: Mapping[str, MappedField]) -> str:
    """Return the one column that nothing uses and that mostly holds known words; empty for none or more."""
    used = {column for one in fields.values() for column in one.columns}
    free = (column for column in sheet.columns if column not in used)
    such = [column for column in free if sheet.mostly(column, partial(word_of, ours))]
    return such[0] if len(such) == 1 else ""


def _in_our_words(ours: str, one: MappedField) -> MappedField:
    return replace(one, usual=True, other=OUR_WORD[ours]["unspecified"])


def _about_words(
    ours: str, found: Mapping[str, MappedField], sheet: Sample
) -> tuple[list[str], list[Question]]:
    """Return what a reader should know of the words of a column, and a question where few are known."""
    column = found[ours].column
    unknown = Counter(text for text in sheet.texts(column) if not word_of(ours, text))
    if not unknown:
        return [], []
    n = len(sheet.texts(column))
    listed_words = ", ".join(f"{word[:40]} ({n_rows})" for word, n_rows in unknown.most_common(_SHOWN))
    if sheet.share(column, partial(word_of, ours)) >= _FEW:
        many = f"{unknown.total():,} of {n:,} rows"
        return [f"{column!r}: {many} have a word that is not known, read as unspecified: {listed_words}."], []
    unless = Reply(_YES, {ours: found[ours]})
    answers = [unless]
    for other, what in _WORDED.items():
        if other not in found and sheet.share(column, partial(word_of, other)) >= _FEW:
            field = _in_our_words(other, MappedField(column))
            answers.append(Reply(f"No, it says {what}.", {ours: MappedField(), other: field}))
    question = Question(
        Subject.KIND,
        (column,),
        f"Does {column!r} say {_WORDED[ours]}? In {n - unknown.total():,} of {n:,} rows its word is known.",
        (*answers, not_used(column)),
        tuple(word for word, _ in unknown.most_common(3)),
        # Whichever it is, nothing but "unspecified" comes in.
        until=unless if unknown.total() == n and len(answers) == 1 else None,
    )
    return [], [question]


def _date_precision(one: MappedField, sheet: Sample) -> MappedField:
    """Return the field with its words, or the codes of a known codebook, in ours."""
    texts = sheet.distinct(one.column)
    title, codes = CODEBOOKS.get(plain(one.column), ("", {}))
    if "date_precision" in codes and texts and all(text.isdigit() for text in texts):
        return MappedField(one.column, words=codes["date_precision"], why=title)
    known = {text: word_of("date_precision", text) for text in texts}
    return replace(one, words={theirs: ours for theirs, ours in known.items() if ours and theirs != ours})


def _are_ids(sheet: Sample, column: str) -> bool:
    """Whether cells could be keys: nearly all have a digit, or none stands twice."""
    texts = sheet.texts(column)
    return len(set(texts)) == len(texts) or sheet.mostly(column, lambda text: any(map(str.isdigit, text)))


def _harm_of(column: str, sheet: Sample) -> str:
    """Return `killed` or `injured` for a column of counts whose name says so; empty for another."""
    name = sheet.named(column)
    if not sheet.mostly(column, lambda text: text.removesuffix(".0").isdigit()):
        return ""
    for stem, parts in _HARM_WORDS.items():
        if name in NAMES_BOTH_ENDS[stem] or any(plain(part) in name for part in parts):
            return stem
    return ""


def _about_harm(sheet: Sample, fields: Mapping[str, MappedField]) -> Iterator[Question]:
    """Yield a question for each column of figures by its name of which few cells are one."""
    for column in dict.fromkeys(fields[ours].column for ours in _COUNTED if ours in fields):
        texts = sheet.texts(column)
        n = sum(map(_is_count, texts))
        if not texts or n >= _FEW * len(texts):
            continue
        read = {ours: fields[ours] for ours in _COUNTED if ours in fields and fields[ours].column == column}
        take = Reply(f"Read the {n:,} cells that are a number; the others are refused.", read)
        yield Question(
            Subject.HARM,
            (column,),
            f"{column!r} is a number in {n:,} of {len(texts):,} cells: how is it to be read?",
            (*([take] if n else []), not_used(column)),
            tuple(dict.fromkeys(text for text in texts if not _is_count(text)))[:3],
        )


def _is_count(text: str) -> bool:
    return bool(_COUNT.fullmatch(plain_signs(text)))


def _could_say_harm(column: str, sheet: Sample, fields: Mapping[str, MappedField]) -> bool:
    """Whether a column may count people whom no other counts, by its name and digits in its cells."""
    if any(_says_harm(stem, fields) for stem in _HARM_WORDS):
        return False
    parts = (*_HARM_OF_ALL, *(part for each in _HARM_WORDS.values() for part in each))
    is_named = any(plain(part) in sheet.named(column) for part in parts)
    return is_named and sheet.share(column, lambda text: any(map(str.isdigit, text))) >= _FEW


def _says_harm(stem: str, fields: Mapping[str, MappedField]) -> bool:
    return any(f"{stem}_{end}" in fields for end in ("min", "max"))


def _could_be_kind(column: str, sheet: Sample) -> bool:
    has_name = sheet.named(column) in NAMES["kind"]
    return has_name or sheet.share(column, partial(word_of, "kind")) >= _FEW
