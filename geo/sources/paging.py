"""A series of answers, page by page, each kept on disk as it comes: a broken line costs no page twice."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from geo.errors import SourceError
from geo.sources.network import shown

if TYPE_CHECKING:
    from pathlib import Path

    from geo.sources.contract import Progress
    from geo.sources.network import Web

Json: TypeAlias = Any
_STATE = "asked.json"
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Request:
    """What one page is asked for with."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """How a publisher cuts rows into pages."""

    name: str
    """Of the files."""
    first: Request
    rows: Callable[[Json], list[Json] | None]
    """The rows of an answer; None when it is not of the documented form."""
    form: str
    """The documented form, in words."""
    following: Callable[[Json, Request, int], Request | None]
    """What to ask for after an answer to a request that had some rows; None at the end."""
    total: Callable[[Json], tuple[int | None, int | None]] = lambda _: (None, None)
    """How many rows and how many pages the answer says there are in all."""


def fetch_pages(
    web: Web,
    folder: Path,
    series: Series,
    progress: Progress,
    headers: Mapping[str, str] | None = None,
) -> list[Path]:
    """Fetch a series into `folder/NAME`, going on where a broken attempt at the same series ended.

    Raises:
        SourceError: when it breaks off, with how much is kept for the next attempt.

    """
    whole, partial = folder / series.name, folder / f"{series.name}.partial"
    walk = _Walk(web, series, partial, progress, headers)
    try:
        walk.resume()
        walk.go_on()
    except SourceError as error:
        raise SourceError(f"{error}. {_kept(walk)}") from error
    shutil.rmtree(whole, ignore_errors=True)
    partial.rename(whole)
    (whole / _STATE).unlink()
    return sorted(whole.glob("page-*.json"))


def _kept(walk: _Walk) -> str:
    if not walk.n_pages:
        return "Nothing was fetched before that"
    return (
        f"What was fetched before that (pages: {walk.n_pages:,}, rows: {walk.n_rows:,}) is kept in "
        f"{walk.folder}: the same command goes on from there, and ingesting the files of that folder reads "
        "what there is"
    )


class _Walk:
    """One way through a series."""

    def __init__(
        self, web: Web, series: Series, folder: Path, progress: Progress, headers: Mapping[str, str] | None
    ) -> None:
        self.folder, self.n_pages, self.n_rows = folder, 0, 0
        self._web, self._series, self._progress, self._headers = web, series, progress, headers
        self._next: Request | None = series.first
        self._seen: set[str] = set()
        self._total: tuple[int | None, int | None] = (None, None)

    def resume(self) -> None:
        """Take up the pages of an earlier attempt, if it asked for the same."""
        asked = json.dumps([self._series.first.url, dict(self._series.first.params)], sort_keys=True)
        state = self.folder / _STATE
        try:
            is_same = state.is_file() and state.read_text(encoding="utf-8") == asked
            if not is_same:
                shutil.rmtree(self.folder, ignore_errors=True)
                self.folder.mkdir(parents=True)
                state.write_text(asked, encoding="utf-8")
        except OSError as error:
            raise SourceError(f"{self.folder} cannot be written: {error.strerror or error}") from error
        while self._next and self._path().is_file():
            try:
                self._take(self._next, self._path().read_bytes())
            except SourceError:
                # What is on disk is not as it was left: it is fetched once more.
                self._path().unlink()
                return

    def go_on(self) -> None:
        """Fetch the pages that are not there yet."""
        while self._next:
            if endless := self._is_endless():
                raise SourceError(endless)
            raw = self.folder / "page.raw"
            self._web.save(raw, self._next.url, params=self._next.params, headers=self._headers)
            path, asked = self._path(), self._next
            try:
                self._take(asked, raw.read_bytes())
                raw.replace(path)
            finally:
                raw.unlink(missing_ok=True)
        n_said = self._total[0]
        if n_said is not None and n_said != self.n_rows:
            # Rows moved from page to page meanwhile: what is there is not the whole, and no beginning of it.
            (self.folder / _STATE).unlink()
            raise SourceError(
                f"{shown(self._series.first.url)} says that it has {n_said:,} rows and gave {self.n_rows:,}; "
                "it may have been changed meanwhile, and the next attempt begins anew"
            )

    def _path(self) -> Path:
        return self.folder / f"page-{self.n_pages + 1:05}.json"

    def _take(self, asked: Request, body: bytes) -> None:
        """Count a page in and find what comes after it; an answer of another form changes nothing."""
        answer = parsed(body, asked.url)
        rows = self._series.rows(answer)
        if rows is None:
            raise SourceError(
                f"{shown(asked.url)} did not answer in the documented form ({self._series.form}): "
                f"the answer begins {beginning(body)}"
            )
        key = hashlib.sha256(body).hexdigest()
        if rows and key in self._seen:
            raise SourceError(f"{shown(asked.url)} gives the same page again and again: stopped")
        self._seen |= {key, _key(asked)}
        self.n_pages, self.n_rows = self.n_pages + 1, self.n_rows + len(rows)
        self._next, self._total = self._series.following(answer, asked, len(rows)), self._series.total(answer)
        self._progress(self.n_rows, self._total[0])

    def _is_endless(self) -> str:
        """Return what tells that the pages would never end; empty when nothing does."""
        if self._next is None:
            return ""
        here, (_, n_pages) = shown(self._next.url), self._total
        if _key(self._next) in self._seen:
            return f"{here} is named as the next page and was there before"
        if n_pages is not None and self.n_pages >= n_pages:
            return f"{here} is one page more than the {n_pages:,} that there are said to be"
        if self.n_pages >= self._web.most_pages:
            return f"{here} would be page {self.n_pages + 1:,}, and no more than {self.n_pages:,} are fetched"
        return ""


def parsed(body: bytes, url: str, *, quote: bool = True) -> Json:
    """Return an answer as JSON; without `quote` an error does not show how it begins.

    Raises:
        SourceError: when it is none, with how it begins.

    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        begins = f": the answer begins {beginning(body)}" if quote else ""
        raise SourceError(f"{shown(url)} did not answer with JSON{begins}") from error


def beginning(body: bytes) -> str:
    """Return how an answer begins, as text that can be shown."""
    return repr(body[:_SHOWN].decode("utf-8", "backslashreplace"))


def _key(request: Request) -> str:
    return json.dumps([request.url, dict(request.params)], sort_keys=True)
