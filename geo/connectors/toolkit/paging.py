"""A series of answers, page by page, each kept on disk as it comes: a broken line costs no page twice."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from geo.connectors.toolkit.contract import Progress
from geo.connectors.toolkit.network import Web, shown
from geo.model.errors import SourceError

Json: TypeAlias = Any
_STATE = "asked.json"
_SHOWN = 60
_DAY_S = 86_400
_BAD_STATUS = 400
_MESSAGE, _MOST_DIGITS = 200, 12
"""Characters of a publisher's message that are shown, and digits of a count that is believed."""


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


@dataclass(frozen=True, slots=True)
class FetchedSeries:
    """What came of a series."""

    name: str
    paths: list[Path]
    doubt: str
    """Why it need not be the whole, as the end of a sentence: it is empty, or at odds with itself."""


def paths_of(fetched: Sequence[FetchedSeries]) -> list[Path]:
    """Return the pages of all series."""
    return [path for one in fetched for path in one.paths]


def fetch_pages(
    web: Web,
    folder: Path,
    wanted: Sequence[Series],
    progress: Progress,
    headers: Mapping[str, str] | None = None,
) -> list[FetchedSeries]:
    """Fetch each series into `folder/NAME`, going on where a broken attempt at the same ones ended.

    Until the last one is whole, all of them wait in `folder/NAME.partial`, those that are whole as well: so
    the next attempt has them. Pages that are older than the publisher's cadence are fetched anew.

    Raises SourceError when it breaks off, with how much is kept for the next attempt.
    """
    walks: list[_Walk] = []
    try:
        for series in wanted:
            told = partial(_told, progress, sum(walk.n_rows for walk in walks))
            walks.append(_Walk(web, series, folder / f"{series.name}.partial", told, headers))
            walks[-1].resume()
            walks[-1].go_on()
    except SourceError as error:
        raise SourceError(f"{error}. {_kept(web, folder, walks)}") from error
    return [walk.settle(folder) for walk in walks]


def _told(progress: Progress, n_before: int, n_rows: int, n_in_all: int | None) -> None:
    progress(n_before + n_rows, None if n_in_all is None else n_before + n_in_all)


def _kept(web: Web, folder: Path, walks: Sequence[_Walk]) -> str:
    n_pages, n_rows = sum(walk.n_pages for walk in walks), sum(walk.n_rows for walk in walks)
    if not n_pages:
        return "Nothing was fetched before that"
    said = f"fetched before that (pages: {n_pages:,}, rows: {n_rows:,})"
    if not web.is_kept:
        return f"What was {said} is not kept, as this was a rehearsal"
    where, which = (
        (f"{walks[0].folder}", "that folder")
        if len(walks) == 1
        else (f"the folders of {folder} that end in .partial", "such a folder")
    )
    return (
        f"What was {said} is kept in {where}: the same command goes on from there, and ingesting the files "
        f"of {which} reads what there is"
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
        self._counts: list[tuple[int, int]] = []
        self._messages: dict[str, None] = {}

    def resume(self) -> None:
        """Take up the pages of an earlier attempt, if it asked for the same and not too long ago."""
        asked = json.dumps([self._series.first.url, dict(self._series.first.params)], sort_keys=True)
        state = self.folder / _STATE
        try:
            is_same = state.is_file() and state.read_text(encoding="utf-8") == asked
            if not is_same or self._is_outdated():
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

    def _is_outdated(self) -> bool:
        """Whether what follows these pages today may be of another state of the source."""
        days = self._web.cadence_days
        fetched = [path.stat().st_mtime for path in self.folder.glob("page-*.json")]
        if not fetched or time.time() - min(fetched) <= days * _DAY_S:
            return False
        day = datetime.fromtimestamp(min(fetched), UTC).date()
        self._web.say(
            f"The pages of {self._series.name} that were kept from {day} are fetched anew: after {days} days "
            "those that follow may be of another state of the source."
        )
        return True

    def settle(self, folder: Path) -> FetchedSeries:
        """Put the whole series in the place of the one before, and return its pages."""
        whole = folder / self._series.name
        shutil.rmtree(whole, ignore_errors=True)
        self.folder.rename(whole)
        (whole / _STATE).unlink()
        return FetchedSeries(self._series.name, sorted(whole.glob("page-*.json")), self._doubt())

    def _doubt(self) -> str:
        # Publishers count either the rows of a page or those of all pages.
        of_pages = all(stated == n_rows for stated, n_rows in self._counts)
        in_all = all(stated == self.n_rows for stated, _ in self._counts)
        if not of_pages and not in_all:
            stated, n_rows = next(count for count in self._counts if count[0] != count[1])
            return f"an answer says that it has {stated:,} rows and has {n_rows:,}"
        if self._messages:
            return f"it came with the message {'; '.join(self._messages)!r}"
        return "" if self.n_rows else "the answer is empty"

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
        if said := refusal(answer):
            raise SourceError(f"{shown(asked.url)} refuses {self._series.name}: {said}")
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
        if (stated := _count(answer)) is not None:
            self._counts.append((stated, len(rows)))
        self._messages.update(dict.fromkeys(_messages(answer)))
        self.n_pages, self.n_rows = self.n_pages + 1, self.n_rows + len(rows)
        self._next, self._total = self._series.following(answer, asked, len(rows)), self._series.total(answer)
        self._progress(self.n_rows, self._total[0])

    def _is_endless(self) -> str:
        """Return why the pages would never end; empty when nothing says so."""
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


def refusal(answer: Json) -> str:
    """Return what an answer says against itself with `success` or `status`; empty when it says nothing."""
    if not isinstance(answer, dict):
        return ""
    status = answer.get("status")
    is_bad = isinstance(status, int) and status >= _BAD_STATUS
    if answer.get("success") is not False and not is_bad:
        return ""
    said = "; ".join(_messages(answer)) or repr(answer.get("error") or answer.get("success"))[:_MESSAGE]
    return f"its answer has the status {status} and says {said}" if status else f"its answer says {said}"


def _messages(answer: Json) -> list[str]:
    said = answer.get("messages") if isinstance(answer, dict) else None
    several = said if isinstance(said, list) else [said]
    return [" ".join(str(one).split())[:_MESSAGE] for one in several if one]


def _count(answer: Json) -> int | None:
    stated = answer.get("count") if isinstance(answer, dict) else None
    text = str(stated)
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else None


def parsed(body: bytes, url: str, *, quote: bool = True) -> Json:
    """Return an answer as JSON; without `quote` an error does not show how it begins.

    Raises SourceError when it is none, with how it begins.
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
