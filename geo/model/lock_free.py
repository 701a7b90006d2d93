"""A value of an object that is worked out when it is first read, and holds up nobody else's.

`functools.cached_property` of Python 3.11 has one lock for all objects of a class: while the value of one is
worked out, those that read another's wait. That of 3.12 has none, as this one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class lock_free_property(Generic[T]):  # noqa: N801 it is written as `property` is
    """Works a value out at its first reading; two threads that read at the same time may both do so."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        """Take what works the value out."""
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        """Note under which name the value is kept."""
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> lock_free_property[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> lock_free_property[T] | T:
        """Return the value. From then on it is found without asking here; the first one stays."""
        if instance is None:
            return self
        found: T = vars(instance).setdefault(self._name, self._make(instance))
        return found
