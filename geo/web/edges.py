"""The edges of what we answer: methods that would write, and addresses at which there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Match, Route

from geo.web.problems import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import Receive, Scope, Send

_LONGEST = 200
"""Characters of an address that a problem repeats."""


class ReadRoute(Route):
    """A route to be read; what else is asked of it is refused in a problem document."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take every method, so that no route further down is asked for those that this one refuses."""
        match, found = super().matches(scope)
        return (Match.NONE if match is Match.NONE else Match.FULL), found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what reads; 405 for the rest."""
        methods = sorted(self.methods or ())
        if scope["method"] in methods:
            await super().handle(scope, receive, send)
            return
        refusal = problem(405, f"{scope['method']} is not answered here; expected {' or '.join(methods)}")
        refusal.headers["Allow"] = ", ".join(methods)
        await refusal(scope, receive, send)


class NothingElse(Route):
    """An address of ours, or all below it, where no route before has answered: 404, whatever the method.

    Without it Streamlit would answer its page, with a status of 200. What ends in a slash is still left
    to it: it leads on to the address without.
    """

    def __init__(self, path: str, known: Sequence[str]) -> None:
        """Take the pattern of the address, and those of what there is instead."""
        super().__init__(path, _Nothing(known))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match what ends in no slash."""
        return (Match.NONE, {}) if scope["path"].endswith("/") else super().matches(scope)


class _Nothing:
    def __init__(self, known: Sequence[str]) -> None:
        self._instead = f"; expected {' or '.join(known)}" if known else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = problem(404, f"there is nothing at {scope['path'][:_LONGEST]!r}{self._instead}")
        await answer(scope, receive, send)
