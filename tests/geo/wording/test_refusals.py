"""Reasons of rejected rows, which a snapshot keeps in English, in the reader's language."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

import geo
from geo.language import words
from geo.model import Language
from geo.model.errors import DamagedError
from geo.snapshot.file_checks import CHANGED, DIFFERENT, MISSING, UNREADABLE
from geo.wording.refusals import refusal

ROOT = Path(geo.__file__).parent
FILES = sorted((ROOT / "tabular").glob("*.py"))
CONNECTORS = sorted((ROOT / "connectors").rglob("*.py"))
MODULES = sorted([*(ROOT / "ingest").glob("*.py"), *CONNECTORS, *FILES])
OF_FILES = {*FILES, ROOT / "ingest" / "uploads.py"} - {ROOT / "tabular" / "mapping.py"}
"""Modules whose errors a reader of the page may see; a mapping of TOML is for the command line."""
TOLD_BY = {"refuse", "refused", "bad", "BadLine"}
TOLD_AS = {
    "reason",
    "advice",
    "sizes",
    "_ONE_LINE",
    "_LEAVE_OUT",
    "_ADVICE",
    "_ADVICE_ON_EMPTY",
    "TAGS_SKIPPED",
}
RTL = re.compile(r"[\u0590-\u06ff]")


def texts_in(node: ast.AST) -> list[str]:
    """The sentences of an expression, with a number in the place of what they fill in."""
    if isinstance(node, ast.List | ast.Tuple):
        return [text for value in node.elts for text in texts_in(value)]
    if isinstance(node, ast.IfExp):
        return [*texts_in(node.body), *texts_in(node.orelse)]
    if isinstance(node, ast.Dict):
        return [text for value in node.values for text in texts_in(value)]
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
        return [text] if " " in text else []
    is_sentence = isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    return [node.value] if is_sentence else []


def told() -> set[str]:
    """Every reason and advice that the modules of intake write down."""
    found: list[str] = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                told_by = TOLD_BY | ({"SourceError"} if module in OF_FILES else set())
                of_list = getattr(getattr(node.func, "value", None), "id", "") == "notes"
                # Whatever stands before the reason and the advice shows the row.
                sentences = node.args[:2] if name == "bad" else node.args[-2:]
                found += [t for a in sentences if name in told_by or of_list for t in texts_in(a)]
            elif isinstance(node, ast.Assign):
                told_as = TOLD_AS | ({"notes", "said"} if module in OF_FILES else set())
                found += texts_in(node.value) if getattr(node.targets[0], "id", "") in told_as else []
    return set(found)


def test_the_sentences_are_found_in_the_code():
    assert {"is no count", "is before 7", "save the file as UTF-8", "holds a control character"} <= told()


@pytest.mark.parametrize("lang", [Language.AR, Language.HE])
@pytest.mark.parametrize("text", sorted(told()))
def test_every_refusal_is_told_in_the_readers_language(text: str, lang: Language):
    said = refusal(text, words(lang))
    assert RTL.search(said), f"geo/wording/refusals.py does not know {text!r}"
    assert said.count("7") >= text.count("7")


@pytest.mark.parametrize("reason", [MISSING, UNREADABLE.format(what="7"), DIFFERENT, CHANGED])
def test_the_form_of_every_damage_is_known(reason: str):
    said = refusal(str(DamagedError("index", "index.arrays", "0123456789ab", reason)), words(Language.AR))
    # What is filled in keeps its own direction.
    assert all(f"\u2068{cell}\u2069" in said for cell in ("index", "index.arrays", "0123456789ab"))


def test_english_stays_as_it_is():
    assert refusal("is no count", words(Language.EN)) == "is no count"


@pytest.mark.parametrize("text", ["is of a kind that no version knew", "", "{n}"])
def test_what_is_not_known_is_not_changed(text: str):
    assert refusal(text, words(Language.AR)) == text


def test_a_cell_that_looks_like_a_field_is_shown_as_it_is():
    said = refusal("is not UTF-8 text: {0.__class__} {what}", words(Language.AR))
    assert "{0.__class__} {what}" in said


def test_the_more_precise_sentence_holds():
    said = refusal("use one of PS01 PS02, or leave it empty", words(Language.AR))
    assert "PS01 PS02" in said
    assert "leave" not in said


@pytest.mark.parametrize("lang", [Language.AR, Language.HE])
def test_a_day_within_an_answer_is_told_in_the_readers_language(lang: Language):
    said = refusal("04/03/2024 is 3 April 2024: the month stands first.", words(lang))
    assert words(lang).day(date(2024, 4, 3)) in said
    assert "April" not in said


def test_what_is_no_day_within_an_answer_is_shown_as_it_is():
    assert "31 Smarch 2024" in refusal("No: 31/3 is 31 Smarch 2024.", words(Language.AR))
