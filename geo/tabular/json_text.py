"""JSON read into values: one value, or one for each line."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from geo.connectors.toolkit.contract import BadLine
from geo.connectors.toolkit.json_faults import LONG_NUMBER, fault_of
from geo.model.errors import SourceError

MOST_LEVELS = 32
"""To which a cell may be nested."""
_SHOWN = 1_000
_RECORD_MARK = "\x1e"
"""Stands before each feature in a sequence (RFC 8142)."""


class _NamedTwiceError(ValueError):
    """An object has two values under one name, of which a reader would silently get the last."""

    def __init__(self, key: str) -> None:
        super().__init__(f"names {key[:40]!r} twice in one object")
        self.key = key[:40]


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a file that has one in each line."""

    values: list[object]
    numbers: list[int]
    """Of the line of each value."""
    bad: list[BadLine]
    """Lines that hold none."""


def json_in(name: str, content: bytes) -> object:
    """Return what a JSON file holds; `Values` when each of its lines is an object of its own.

    Raises SourceError when it is neither.
    """
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{name} is no JSON: line {line} has bytes that are no text; save the file as UTF-8"
        ) from error
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except RecursionError as error:
        raise too_deep(name) from error
    except json.JSONDecodeError as error:
        found = _line_by_line(name, text)
        if found is None:
            raise SourceError(f"{name} is no JSON: {fault_of(text, error)}") from error
        return found
    except _NamedTwiceError as error:
        raise SourceError(
            f"{name} names {error.key!r} twice in one object; give each value a name of its own"
        ) from error
    except ValueError as error:
        raise SourceError(f"{name} is no JSON: {LONG_NUMBER}") from error


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen = Counter(key for key, _ in pairs)
        raise _NamedTwiceError(seen.most_common(1)[0][0])
    return found


def is_deeper(value: object, levels: int = MOST_LEVELS) -> bool:
    """Whether a value is nested deeper than so many levels."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(inside) and (levels == 0 or any(is_deeper(one, levels - 1) for one in inside))


def too_deep(name: str) -> SourceError:
    """Return the refusal of a file whose values are nested too deep."""
    return SourceError(f"{name} is no JSON of a map: it is nested deeper than {MOST_LEVELS} levels")


def _line_by_line(name: str, text: str) -> Values | None:
    """Return the objects of a text of which each line is one; None when the first is none."""
    found = Values([], [], [])
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip().removeprefix(_RECORD_MARK)
        if not bare:
            continue
        try:
            value = json.loads(bare, object_pairs_hook=_each_once)
        except RecursionError as error:
            raise too_deep(name) from error
        except _NamedTwiceError as error:
            found.bad.append(
                BadLine(number, "", bare[:_SHOWN], str(error), "give each value a name of its own")
            )
            continue
        except ValueError:
            value = None
        if isinstance(value, dict):
            found.values.append(value)
            found.numbers.append(number)
        elif not found.values:
            return None
        else:
            reason = "is no object of JSON, as the other lines are"
            found.bad.append(BadLine(number, "", bare[:_SHOWN], reason, "write one object on the line"))
    return found if len(found.values) + len(found.bad) > 1 else None
