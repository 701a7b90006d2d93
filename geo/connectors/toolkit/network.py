"""How connectors speak to a publisher: patiently, within limits, and to declared hosts alone.

What goes wrong is a `SourceError` whose sentence names the address without its query, which may hold what
others must not read. Only `Settings` knows secrets, and does not print them.
"""

from __future__ import annotations

import ipaddress
import random
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import urljoin, urlsplit

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from geo import __version__
from geo.connectors.toolkit.contract import Contract, Settings
from geo.connectors.toolkit.pace import asked_wait_s
from geo.model.errors import SourceError

_TOO_MANY, _SERVER_ERROR, _CLIENT_ERROR = 429, 500, 400
_REFUSALS = {401, 403}
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 5
_CHUNK_BYTES = 65_536


class _TryAgainError(Exception):
    """Something that may pass: the server is busy, or the line was cut."""

    def __init__(self, sentence: str, wait_s: float | None = None) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class _Request:
    """One request; what may be secret in it is not printed."""

    url: str
    params: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    """Sent by POST."""


class Web:
    """A publisher's server, as a connector may speak to it."""

    def __init__(self, contract: Contract, settings: Settings, base: str, own_base: str = "") -> None:
        """Open a conversation with the server at `base`, or at the `own_base` that the user set.

        Raises SourceError when the address that the user set is not one to speak to.
        """
        self._contract, self._settings, self._manners = contract, settings, settings.manners
        self.base = (own_base or base).rstrip("/")
        parts = urlsplit(self.base)
        self._here = (parts.hostname, parts.port) if own_base and _is_this_machine(parts.hostname) else None
        self._check(self.base)
        # A proxy of the environment is for the world, not for this machine.
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(self._manners.read_s, connect=self._manners.connect_s),
            headers={"User-Agent": f"Shelterline/{__version__} (data connector)"},
            trust_env=self._here is None,
        )

    @property
    def most_pages(self) -> int:
        """How many pages of one series are fetched at the most."""
        return self._manners.pages

    @property
    def cadence_days(self) -> int:
        """After how many days the publisher may have brought out something new."""
        return self._contract.cadence_days

    @property
    def is_kept(self) -> bool:
        """Whether what was fetched is still there when it breaks off."""
        return self._settings.is_kept

    def say(self, sentence: str) -> None:
        """Tell the user something that is no failure."""
        self._settings.say(sentence)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def save(
        self,
        path: Path,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Write an answer to a file, in one piece or not at all.

        Raises SourceError when there is none after all tries, with what happened and what to do.
        """
        partial = path.with_name(f".{path.name}.part")
        try:
            self._patiently(lambda: partial.open("wb"), _Request(url, params, headers))
            partial.replace(path)
        except OSError as error:
            raise SourceError(f"{path} cannot be written: {error.strerror or error}") from error
        finally:
            partial.unlink(missing_ok=True)

    def read(self, url: str, *, params: Mapping[str, str] | None = None) -> bytes:
        """Return a small answer, which is never written to disk.

        Raises SourceError when there is none after all tries, with what happened and what to do.
        """
        return self._into_memory(_Request(url, params))

    def sign_in(self, url: str, form: Mapping[str, str]) -> bytes:
        """Send a form with an account, and return the answer, which is never written to disk.

        Raises SourceError when there is none after all tries, with what happened and what to do.
        """
        return self._into_memory(_Request(url, form=form))

    def _into_memory(self, request: _Request) -> bytes:
        body = BytesIO()

        def emptied() -> AbstractContextManager[BinaryIO]:
            body.seek(0)
            body.truncate()
            return nullcontext(body)

        self._patiently(emptied, request)
        return body.getvalue()

    def _patiently(self, opened: Callable[[], AbstractContextManager[BinaryIO]], request: _Request) -> None:
        tries = self._manners.tries
        patience = Retrying(
            stop=stop_after_attempt(tries),
            retry=retry_if_exception_type(_TryAgainError),
            wait=self._wait_s,
            sleep=self._settings.sleep,
            reraise=True,
        )
        try:
            patience(self._try, opened, request)
        except _TryAgainError as error:
            raise SourceError(f"{error}, {tries} times in a row; try again later") from error.__cause__

    def _wait_s(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _TryAgainError) and error.wait_s is not None:
            return error.wait_s
        # Full jitter: clients that were turned away together do not come back together.
        most = self._manners.first_wait_s * 2**state.attempt_number
        return min(self._manners.longest_wait_s, random.uniform(most / 2, most))  # noqa: S311 no secret

    def _try(self, opened: Callable[[], AbstractContextManager[BinaryIO]], request: _Request) -> None:
        url = request.url
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                url = request.url
                self._check(url)
                answer = self._client.send(self._request(request), stream=True)
                try:
                    if answer.status_code not in _REDIRECTS:
                        self._judge(answer, request)
                        with opened() as file:
                            self._write(answer, file, url)
                        return
                    request = self._redirected(answer, request)
                finally:
                    answer.close()
        except httpx2.TimeoutException as error:
            raise _TryAgainError(f"{shown(url)} did not answer in time") from error
        except httpx2.TransportError as error:
            raise _TryAgainError(f"the connection to {shown(url)} failed or was cut") from error
        except (httpx2.DecodingError, httpx2.InvalidURL) as error:
            raise SourceError(f"the answer of {shown(url)} cannot be unpacked; try again later") from error
        raise SourceError(f"{shown(url)} sends on and on to other addresses; try again later")

    def _request(self, request: _Request) -> httpx2.Request:
        return self._client.build_request(
            "POST" if request.form else "GET",
            request.url,
            params=request.params or None,
            headers=request.headers,
            data=request.form,
        )

    def _redirected(self, answer: httpx2.Response, request: _Request) -> _Request:
        url = request.url
        target = urljoin(url, answer.headers.get("location", ""))
        if request.form:
            raise SourceError(f"{shown(url)} wants an account sent elsewhere, to {shown(target)}: refused")
        try:
            self._check(target)
        except SourceError as error:
            raise SourceError(f"{shown(url)} sends to another address: {error}") from error
        # A token is for the host that it was made for.
        is_same = urlsplit(target).netloc == urlsplit(url).netloc
        return _Request(target, headers=request.headers if is_same else None)

    def _check(self, url: str) -> None:
        """Refuse to speak to any host but those of the contract, and in the clear to any but this machine."""
        try:
            parts = urlsplit(url)
            place = (parts.hostname, parts.port)
        except ValueError as error:
            raise SourceError(f"{shown(url)} is no address") from error
        if self._here is not None and place == self._here and parts.scheme in {"http", "https"}:
            return
        hosts = self._contract.hosts
        if parts.scheme != "https":
            raise SourceError(f"{shown(url)} is not https, and nothing is fetched from it")
        is_declared = any(_is_at(parts.hostname or "", parts.path, host) for host in hosts)
        if not is_declared or parts.port not in {None, 443} or parts.username:
            raise SourceError(
                f"{shown(url)} is not on a host that {self._contract.id} may speak to ({', '.join(hosts)}), "
                "and nothing is fetched from it; get the file by hand if you trust it, and ingest that"
            )

    def _judge(self, answer: httpx2.Response, request: _Request) -> None:
        status, url = answer.status_code, request.url
        if status == _TOO_MANY or status >= _SERVER_ERROR:
            wait_s = asked_wait_s(answer.headers.get("retry-after", ""))
            what = "asks for fewer requests" if status == _TOO_MANY else "is out of order"
            sentence = f"{shown(url)} {what} (status {status})"
            if wait_s is not None and wait_s > self._manners.longest_wait_s:
                raise SourceError(f"{sentence} and asks to wait {wait_s:,.0f} seconds; try again then")
            raise _TryAgainError(sentence, wait_s)
        if status in _REFUSALS or (request.form and status >= _CLIENT_ERROR):
            raise SourceError(
                f"{shown(url)} refuses the request (status {status}); check the account or the token, "
                f"and that it may use this service; see {self._contract.home_url}"
            )
        if status >= _CLIENT_ERROR:
            raise SourceError(f"{shown(url)} does not know what it was asked for (status {status})")

    def _write(self, answer: httpx2.Response, file: BinaryIO, url: str) -> None:
        most, n_bytes, begun = self._manners.answer_bytes, 0, time.monotonic()
        for chunk in answer.iter_bytes(_CHUNK_BYTES):
            n_bytes += len(chunk)
            if n_bytes > most:
                raise SourceError(f"the answer of {shown(url)} is larger than {most:,} bytes: refused")
            if time.monotonic() - begun > self._manners.whole_s:
                raise _TryAgainError(f"the answer of {shown(url)} trickles")
            file.write(chunk)


def shown(url: str) -> str:
    """Return an address without its query, user and fragment: what may stand in a sentence."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that cannot be read"
    return f"{parts.scheme}://{host}{port}{parts.path}"[:200]


def _is_at(host: str, path: str, declared: str) -> bool:
    """Whether an address is at a declared host, or below a declared path of a host that others share."""
    name, _, below = declared.partition("/")
    return host == name and (not below or (path.startswith(f"/{below}") and ".." not in path))


def _is_this_machine(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
