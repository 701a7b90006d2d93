"""A story as a file: TOML, by hand or from the editor; data/DATA.md describes it.

What comes from outside is read here and nowhere else: sizes, counts, characters and links are checked before
anything is drawn from them.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from geo.filters.permalink import parameters
from geo.model import Language
from geo.model.errors import SourceError
from geo.stories.story import MOST_STEPS, MOST_TEXT, MOST_TITLE, MOST_VIEW, Said, Story, StoryStep

FORMAT = "shelterline-story-1"
MOST_BYTES = 200_000
"""Of a file."""
_MOST_LINE = 20_000
"""Characters of a line: a longer one is no text of a person, and keys of such a length take long to read."""
_MOST_DOTS = 100
"""In a line: of so many parts a key takes time with the square of their number, and in each line below."""
_STORY_KEYS = ("format", "title", "summary", "step")
_STEP_KEYS = ("view", "title", "text")
_HIDDEN = {"Cc", "Cs", "Co", "Cn"}
"""Categories of characters that no text of a story holds; a line's end is none of them here."""
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: a text could seem to say something else."""
_LANGUAGES = ", ".join(Language)


def read_story(content: bytes) -> Story:
    """Return the story of a file.

    Raises SourceError, in a sentence that says what to do, when the file is not of the documented form.
    """
    if len(content) > MOST_BYTES:
        raise SourceError(f"The file has more than {MOST_BYTES:,} bytes. Shorten its texts.")
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SourceError("The file is no UTF-8 text. Open a file that was downloaded as a story.") from error
    if any(len(line) > _MOST_LINE for line in text.split("\n")):
        raise SourceError(f"The file has a line of more than {_MOST_LINE:,} characters. Break it.")
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise SourceError(f"The file has a line with more than {_MOST_DOTS} full stops. Break it.")
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError("The file is no TOML. Open a file that was downloaded as a story.") from error
    return _story(told)


def _story(told: Mapping[str, object]) -> Story:
    if told.get("format") != FORMAT:
        raise SourceError(f'The file does not begin with format = "{FORMAT}". Open a file that does.')
    _known(told, _STORY_KEYS, "the story")
    steps = told.get("step", [])
    if not isinstance(steps, list) or not steps:
        raise SourceError("The story has no step. Write [[step]] with a view and a text.")
    if len(steps) > MOST_STEPS:
        raise SourceError(f"The story has more than {MOST_STEPS} steps. Remove some.")
    title = _said(told.get("title"), "the title", MOST_TITLE)
    if not title:
        raise SourceError("The story has no title. Write one in at least one language.")
    return Story(
        title,
        _said(told.get("summary"), "the summary", MOST_TEXT),
        tuple(_step(step, f"step {n}") for n, step in enumerate(steps, 1)),
    )


def _step(told: object, where: str) -> StoryStep:
    if not isinstance(told, Mapping):
        raise SourceError(f"In {where}, a table is missing. Write [[step]] with a view and a text.")
    _known(told, _STEP_KEYS, where)
    return StoryStep(
        view_query(told.get("view"), where),
        _said(told.get("title"), f"the title of {where}", MOST_TITLE),
        _said(told.get("text"), f"the text of {where}", MOST_TEXT),
    )


def view_query(told: object, where: str) -> str:
    """Return the query string of a link of the app, or of a query string.

    Raises SourceError when it is none: what else an address may hold is nothing that a story needs.
    """
    if not isinstance(told, str) or not told or len(told) > MOST_VIEW:
        raise SourceError(f"In {where}, view is no link. Copy it from the share panel.")
    try:
        is_address = "://" in told or told.startswith("/")
        query = urlsplit(told).query if is_address else told.removeprefix("?")
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True, max_num_fields=60)
    except ValueError as error:
        raise SourceError(f"In {where}, view is no link. Copy it from the share panel.") from error
    names = [name for name, _ in pairs]
    unknown = [name for name in names if name not in parameters()]
    if unknown:
        raise SourceError(f"In {where}, the link has the unknown parameter {unknown[0][:40]!r}. Remove it.")
    if len(set(names)) < len(names):
        raise SourceError(f"In {where}, the link says a parameter twice. Copy it from the share panel.")
    if not dict(pairs).get("snap"):
        raise SourceError(f"In {where}, the link names no snapshot. Copy it from the share panel.")
    return query


def _known(told: Mapping[str, object], keys: tuple[str, ...], where: str) -> None:
    unknown = [key for key in told if key not in keys]
    if unknown:
        raise SourceError(f"In {where}, {unknown[0][:40]!r} is not known. Known are {', '.join(keys)}.")


def _said(told: object, where: str, most: int) -> Said:
    if told is None:
        return {}
    if not isinstance(told, Mapping) or not all(isinstance(text, str) for text in told.values()):
        raise SourceError(f"For {where}, write a text for each language: {_LANGUAGES}.")
    _known(told, tuple(Language), where)
    for text in told.values():
        if len(text) > most:
            raise SourceError(f"In {where}, a text has more than {most:,} characters. Shorten it.")
        if not is_plain(text):
            raise SourceError(f"In {where}, a text holds a control character. Take it out.")
    return {lang: told[lang].strip() for lang in Language if told.get(lang, "").strip()}


def is_plain(text: str) -> bool:
    """Whether a text holds no control character but line ends, and no mark that turns its direction."""
    return not any(
        character in _TURNING or (character != "\n" and unicodedata.category(character) in _HIDDEN)
        for character in text
    )


def write_story(story: Story) -> bytes:
    """Return the file of a story, from which `read_story` reads the same story."""
    parts = [f'format = "{FORMAT}"', *_table("title", story.title), *_table("summary", story.summary)]
    for step in story.steps:
        parts += ["", "[[step]]", f"view = {_quoted(step.view)}"]
        parts += [*_table("step.title", step.title), *_table("step.text", step.text)]
    return ("\n".join(parts) + "\n").encode()


def _table(name: str, said: Said) -> list[str]:
    return ["", f"[{name}]", *(f"{lang} = {_quoted(text)}" for lang, text in said.items())] if said else []


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    # What no text may hold is read again, and refused by its name.
    escaped = "".join(
        f"\\u{ord(each):04x}" if each not in "\r\n" and unicodedata.category(each) == "Cc" else each
        for each in escaped
    )
    # On lines of their own, as a person would write them.
    return f'"""\n{escaped}"""' if "\n" in text else f'"{escaped}"'
