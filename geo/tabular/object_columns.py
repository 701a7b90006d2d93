"""The columns that objects of JSON make: their keys, and the keys of small objects inside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.connectors.toolkit.foreign import MOST_COLUMNS, as_text

_MOST_INSIDE = 20
"""Keys of an object inside another that become columns."""


@dataclass(frozen=True, slots=True)
class ObjectColumns:
    """Which keys become which columns."""

    keys: tuple[tuple[str, str], ...]
    """A key, and a key inside its object or nothing."""

    @classmethod
    def of(cls, objects: Iterable[Mapping[str, Any]]) -> ObjectColumns:
        """Return a column for each key, in the order in which they come."""
        inside: dict[str, dict[str, None] | None] = {}
        for one in objects:
            for key, value in one.items():
                _note(inside, key, value)
            if len(inside) > MOST_COLUMNS:
                break
        keys = list(inside)
        pairs = [(key, within) for key in keys for within in (inside[key] or {"": None})]
        is_clear = len(pairs) <= MOST_COLUMNS and len({_name(*pair) for pair in pairs}) == len(pairs)
        return cls(tuple(pairs) if is_clear else tuple((key, "") for key in keys))

    @property
    def names(self) -> list[str]:
        """The name of each column; that of a key inside another is parted from it by a full stop."""
        return [_name(key, within) for key, within in self.keys]

    def texts(self, one: Mapping[str, Any]) -> list[str]:
        """Return the cells of one object."""
        return [
            as_text((one.get(key) or {}).get(within) if within else one.get(key)) for key, within in self.keys
        ]


def _name(key: str, within: str) -> str:
    return f"{key}.{within}" if within else key


def _note(inside: dict[str, dict[str, None] | None], key: str, value: object) -> None:
    """Write down the keys inside a key; None when some value of it cannot be taken apart."""
    if value is None:
        inside.setdefault(key, {})
    elif not isinstance(value, dict) or not value or _is_shape(value):
        inside[key] = None
    else:
        known = inside.setdefault(key, {})
        if known is not None:
            known.update(dict.fromkeys(map(str, value)))
            if len(known) > _MOST_INSIDE or any(isinstance(one, dict | list) for one in value.values()):
                inside[key] = None


def _is_shape(value: dict[str, object]) -> bool:
    """Whether an object is a geometry, which is read as one text."""
    return "coordinates" in value and "type" in value
