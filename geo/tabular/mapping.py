"""How the columns of a file become those of the documented reports: a value, written and read as TOML.

```toml
[columns.event_start]
from = "Date of incident"
form = "%d/%m/%Y"

[columns.event_end]
from = ["Month", "Year"]
form = "month"

[columns.kind]
from = "type"
words = { "air strike" = "airstrike" }
other = "unspecified"

[columns.publisher]
constant = "Testville Observatory"

[source]
source_id = "testville"

[read]
sheet = "April"
```

`unread = ["Post date"]` names columns of which somebody said that nothing is taken from them. `open = ["…"]`
are questions that nobody has answered yet: a mapping that has some is not used.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, fields, replace
from typing import Any

from geo.connectors.toolkit.foreign import FIRST, Part
from geo.model.errors import SourceError
from geo.snapshot.tables import SCHEMA
from geo.tabular import day_forms, point_forms, radius_forms

COLUMNS = tuple(SCHEMA["reports"])


@dataclass(frozen=True, slots=True)
class MappedField:
    """Where the cells of one documented column come from."""

    column: str = ""
    """Name of their column; in TOML `from`."""
    more: tuple[str, ...] = ()
    """Further columns, whose cells follow after a space; in TOML `from` is then a list."""
    constant: str = ""
    """What stands where there is no column, or its cell is empty."""
    words: Dict[str, str] = field(default_factory=dict)
    """Our word for theirs; upper and lower case are the same."""
    usual: bool = False
    """Whether the words of `geo.tabular.known_words` are known as well."""
    other: str | None = None
    """What any other word becomes; None leaves it, to be refused when it is no word of ours."""
    form: str = ""
    """How days, points or radii are written: see `day_forms`, `point_forms` and `radius_forms`."""
    prefix: str = ""
    """Stands before each cell that is not empty: it keeps ids of two files apart."""
    why: str = ""
    """What the guess rests on; a sentence for the reader, no part of the mapping."""

    def __bool__(self) -> bool:
        """Whether it fills any cell."""
        return bool(self.column or self.constant)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the file that it reads."""
        return (self.column, *self.more) if self.column else ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where each documented column comes from, and who the source is.

    What has no field is worked out where that can be done without a guess: see `geo.tabular.apply`.
    """

    fields: Dict[str, MappedField] = field(default_factory=dict)
    """By documented column."""
    source: Dict[str, str] = field(default_factory=dict)
    """A row of the table `sources` to add; `source_id` is that of every row that names none."""
    has_tags: bool = False
    """Whether the first row holds HXL tags and is no row."""
    part: Part = FIRST
    """The sheet, layer or list that is read; in TOML `[read]`."""
    unread: tuple[str, ...] = ()
    """Columns of which somebody said that nothing is taken from them."""
    open: tuple[str, ...] = ()
    """Questions that nobody has answered, in sentences; a mapping that has some is not used."""
    notes: tuple[str, ...] = ()
    """What a reader should look at before agreeing, in sentences."""
    is_guess: bool = False
    """Whether the source is only guessed from the name of the file; nobody wrote its id down."""

    def but(self, **said: MappedField) -> Mapping:
        """Return the mapping with other fields in some columns; an empty field takes one away."""
        kept = {name: one for name, one in {**self.fields, **said}.items() if one}
        return replace(self, fields=kept)

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that no report can do without and that nothing fills."""
        filled = {name for name, one in self.fields.items() if one} | (
            {"source_id"} if self.source else set()
        )
        return tuple(name for name in NEEDED if name not in filled)


NEEDED = ("source_id", "publisher", "claimant", "url")
"""What nothing can be worked out from: a report says whose statement it is."""


def to_toml(mapping: Mapping) -> str:
    """Return the mapping as TOML, which `from_toml` reads, with the reasons as comments."""
    lines = [f"# {note}" for note in mapping.notes]
    if mapping.open:
        lines += ["# Answer each question below, by what you change, and take its line out.", "open = ["]
        lines += [*(f"  {_text(question)}," for question in mapping.open), "]"]
    if mapping.unread:
        lines.append(f"unread = [{', '.join(map(_text, mapping.unread))}]")
    if mapping.has_tags:
        lines.append("has_tags = true  # the first row holds HXL tags")
    for name in COLUMNS:
        if one := mapping.fields.get(name):
            lines += ["", f"[columns.{name}]" + (f"  # {one.why}" if one.why else ""), *_lines_of(one)]
    for name in mapping.missing:
        lines += [
            "",
            f"# [columns.{name}]",
            '# constant = ""  # no column found; nothing is taken in without it',
        ]
    if mapping.source:
        lines += ["", "[source]", *(f"{key} = {_text(value)}" for key, value in mapping.source.items())]
    if mapping.part.kind:
        lines += ["", "[read]", f"{mapping.part.kind} = {_text(mapping.part.name)}"]
    return "\n".join(_printable(line) for line in lines).strip() + "\n"


def from_toml(text: str, name: str) -> Mapping:
    """Read a mapping; `name` is what a sentence calls the file.

    Raises SourceError when it is no TOML, names something that a mapping does not have, or a form by which no
    day can be read.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"line {line[1]} is not written as TOML is" if line else "it ends before it is whole"
        raise SourceError(
            f"{name} is no TOML file: {where}; see docs/user-guide.md for how one looks"
        ) from error
    _refuse_others(said, {"columns", "source", "has_tags", "read", "unread", "open"}, name, "a mapping")
    columns, source, read = (said.get(part, {}) for part in ("columns", "source", "read"))
    for part, table in (("columns", columns), ("source", source), ("read", read)):
        if not isinstance(table, dict):
            raise SourceError(f"{name}: {part} is {table!r}; expected a table of TOML")
    _refuse_others(columns, set(COLUMNS), name, "[columns]")
    _refuse_others(source, set(SCHEMA["sources"]), name, "[source]")
    return Mapping(
        {column: _field(one, f"{name}: columns.{column}") for column, one in columns.items()},
        {key: str(value) for key, value in source.items()},
        has_tags=said.get("has_tags") is True,
        part=_part(read, name),
        unread=_texts(said.get("unread", []), f"{name}: unread"),
        open=_texts(said.get("open", []), f"{name}: open"),
    )


def _texts(said: object, where: str) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise SourceError(f"{where} is {said!r}; expected a list of texts")
    return tuple(said)


def _part(said: dict[str, Any], name: str) -> Part:
    _refuse_others(said, {"sheet", "layer", "list"}, name, "[read]")
    if len(said) > 1:
        raise SourceError(f"{name}: [read] names a {' and a '.join(said)}; a file has one or the other")
    return next((Part(kind, str(named)) for kind, named in said.items()), FIRST)


def _lines_of(one: MappedField) -> list[str]:
    said = {"constant": one.constant, "form": one.form, "prefix": one.prefix}
    columns = [_text(column) for column in one.columns]
    listed = ", ".join(columns)
    lines = [f"from = {listed if len(columns) == 1 else f'[{listed}]'}"] if columns else []
    lines += [f"{key} = {_text(value)}" for key, value in said.items() if value]
    if one.words:
        pairs = ", ".join(f"{_text(theirs)} = {_text(ours)}" for theirs, ours in one.words.items())
        lines.append(f"words = {{ {pairs} }}")
    if one.usual:
        lines.append("usual = true")
    if one.other is not None:
        lines.append(f"other = {_text(one.other)}")
    return lines


def _text(value: str) -> str:
    # What JSON writes is a basic string of TOML, but for DEL and for halves of surrogate pairs.
    return json.dumps(value.encode("utf-8", "replace").decode(), ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )


def _printable(line: str) -> str:
    """Return a line without what cannot be seen: TOML has a way to write it for all but the rarest."""
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in line)


_FAULTS = {"lat": point_forms.fault, "lon": point_forms.fault, "radius_m": radius_forms.fault}
"""By documented column, what is wrong with a form of its cells; of all others a form is one of days."""
_KEYS = {
    "from": "column",
    **{one.name: one.name for one in fields(MappedField) if one.name not in {"column", "more", "why"}},
}


def _field(said: object, where: str) -> MappedField:
    if not isinstance(said, dict):
        raise SourceError(f"{where} is {said!r}; expected a table with from or constant")
    _refuse_others(said, set(_KEYS), where, "a column")
    values: dict[str, Any] = {_KEYS[key]: value for key, value in said.items()}
    if isinstance(values.get("column"), list):
        first, *more = _texts(values["column"], f"{where}.from") or ("",)
        values |= {"column": first, "more": tuple(more)}
    for key, value in values.items():
        if key == "more":
            continue
        if key == "usual":
            values[key] = value is True
            continue
        if key == "words":
            if not isinstance(value, dict):
                raise SourceError(f"{where}.words is {value!r}; expected a table of their words and ours")
            values[key] = {theirs: str(ours) for theirs, ours in value.items()}
        else:
            values[key] = str(value)
    one = MappedField(**values)
    fault = _FAULTS.get(where.rpartition(".")[2], day_forms.fault)
    if why := fault(one.form):
        raise SourceError(f"{where}.form is {one.form!r}, which {why}")
    return one


def _refuse_others(said: dict[str, Any], known: set[str], where: str, what: str) -> None:
    others = sorted(set(said) - known)
    if others:
        raise SourceError(f"{where} names {', '.join(others)}; {what} has {', '.join(sorted(known))}")
