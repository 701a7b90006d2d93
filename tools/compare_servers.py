"""Fetch the same views from two versions of the program and say where their answers differ.

    python tools/compare_servers.py BASE [--python PATH] [--views 50] [--new-column NAME …]
        [--new-parameter NAME[=VALUE] …]

BASE is a revision of this repository, or a folder that holds another copy of it. Both servers start with the
bundled chronicle in an empty home of their own. They are asked over HTTP alone, and nothing of `geo` is
imported, so that the comparison outlasts every rebuilding inside. The views are drawn from the files of
BASE's `data/` with a fixed seed, behind some that stand at the edges of what can be asked.

Answers are equal when status, headers and bytes are, but for what `ALLOWED`, `--new-column` and
`--new-parameter` name. The session of a Streamlit page and the WebSocket that belongs to it are not compared;
tests/browser does that.

Exit code 1 when anything differs.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import http.client
import io
import json
import math
import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pyarrow.parquet as pq
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

REPOSITORY = Path(__file__).resolve().parents[1]
HOST = "shelterline.test"
"""What both servers are called in a request, so that the addresses that they answer are the same."""
START_DEADLINE_S = 120
ANSWER_DEADLINE_S = 300
MOST_DIFFERENCES = 3
"""Differences of one kind of answer that are shown in full."""
MOST_LINES = 12
"""Lines of one difference."""
LINE_WIDTH = 160
HEADERS = (
    *("content-type", "cache-control", "content-disposition", "content-security-policy", "link", "allow"),
    *("vary", "content-encoding", "x-content-type-options", "access-control-allow-origin"),
)
"""Headers that are compared. An ETag may change where the bytes do not: it names the version."""
ALLOWED: tuple[tuple[str, re.Pattern[bytes], bytes], ...] = (
    ("the version in /healthz", re.compile(rb'"version":"\d[^"]*"'), b'"version":"any"'),
    ("the version of a file in its address", re.compile(rb"(/assets/[^\"'?\s]+\?v=)[0-9a-f]+"), rb"\1any"),
)
"""What may differ: its name, its pattern, and what stands for it in both answers."""
FIRST_DAY, LAST_DAY = date(2023, 10, 7), date(2025, 10, 10)
LANGUAGES = ("en", "ar", "he")
LAYERS = ("reports", "areas", "zones", "sheltering", "labels", "osm")
USUAL_LAYERS = "reports,areas,zones,sheltering,labels"
TEXTS = ("hospital", "school", "Rafah", "مدرسة", "رفح", "רפיח", "al-Shifa", "zzzz", "' OR 1=1 --")


def main() -> int:
    """Compare two servers and print a table by kind of answer."""
    options = _options()
    with ExitStack() as stack:
        base = stack.enter_context(_tree(options.base))
        servers = [
            stack.enter_context(_server(tree, python))
            for tree, python in ((base, options.python), (options.new, options.new_python))
        ]
        health = json.loads(Client(servers[0]).fetch(Question("health", "/healthz")).body)
        views = list(_views(_Vocabulary.read(base / "data"), health["snapshot"], options.views))
        of_views = (question for n, view in enumerate(views) for question in _asked(n, view))
        questions = [*_once(health["snapshot"]), *of_views]
        n = len(questions)
        sys.stdout.write(f"{n} questions about {len(views)} views of snapshot {health['snapshot']}\n")
        report = Report()
        compare = _Comparison(frozenset(options.new_column), options.new_parameter)
        with ThreadPoolExecutor(len(servers)) as pool:
            clients = [Client(server) for server in servers]
            for question in questions:
                old, new = pool.map(lambda client, q=question: client.fetch(q), clients)
                report.note(question, old, compare.difference(question, old, new))
        sys.stdout.writelines(f"{line}\n" for line in report.lines())
        return 1 if report.different else 0


def _options() -> argparse.Namespace:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("base", help="revision of this repository, or a folder with another copy")
    parser.add_argument("--python", default=sys.executable, help="interpreter of BASE (default: this one)")
    parser.add_argument("--new", type=Path, default=REPOSITORY, help="the other copy (default: this one)")
    parser.add_argument("--new-python", default=sys.executable, help="its interpreter (default: this one)")
    parser.add_argument("--views", type=int, default=50, help="how many views (default: 50)")
    lacking = "column of exported rows that BASE lacks; repeatable"
    parser.add_argument("--new-column", action="append", default=[], help=lacking)
    lacking = "parameter of links that BASE lacks, with its value there where it is not all; repeatable"
    parser.add_argument("--new-parameter", action="append", default=[], help=lacking)
    return parser.parse_args()


@contextmanager
def _tree(base: str) -> Iterator[Path]:
    """Give the folder of a version: the one that is named, or a revision unpacked for the time being."""
    if Path(base).is_dir():
        yield Path(base).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="compare-base-") as folder:
        command = ["git", "-C", str(REPOSITORY), "archive", "--format=tar", base]
        packed = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 our repository
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        _compile_catalogues(Path(folder))
        yield Path(folder)


def _compile_catalogues(tree: Path) -> None:
    """Do what `make setup` does beside installing."""
    for path in tree.glob("geo/**/LC_MESSAGES/*.po"):
        with path.open("rb") as text, path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=path.parents[1].name))


@contextmanager
def _server(tree: Path, python: str) -> Iterator[int]:
    """Serve a copy of the program on a free port until the block ends."""
    with tempfile.TemporaryDirectory(prefix="compare-home-") as home:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SHELTERLINE_")},
            "SHELTERLINE_HOME": str(Path(home) / "home"),
            # Before what an editable install names.
            "PYTHONPATH": str(tree),
        }
        _check_origin(tree, python, environment)
        port = _free_port()
        command = [python, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
        log = Path(home) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 our own program
                [*command, "--server.port", str(port), "--server.headless", "true"],
                cwd=tree,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_for(process, port, log)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _check_origin(tree: Path, python: str, environment: Mapping[str, str]) -> None:
    """Make sure that the interpreter takes the library from the tree, and not from where it is installed."""
    command = [python, "-c", "import geo; print(geo.__file__)"]
    found = subprocess.run(  # noqa: S603 our own program
        command, cwd=tree, env=dict(environment), check=True, capture_output=True, text=True
    )
    if not Path(found.stdout.strip()).resolve().is_relative_to(tree.resolve()):
        raise SystemExit(f"{python} imports geo from {found.stdout.strip()}, not from {tree}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Client(port).fetch(Question("health", "/healthz")).status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"no server came up; its log ends:\n{log.read_text(encoding='utf-8')[-2000:]}")


@dataclass(frozen=True)
class Question:
    """One request, and the kind of answer that it is counted under."""

    kind: str
    address: str
    """Path and query."""
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_asked_again: bool = False
    """Whether to take what comes when it is asked a second time with the ETag of the first answer, if any."""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes


class Client:
    """Asks one server, over one connection."""

    def __init__(self, port: int) -> None:
        """Connect when the first question comes."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_DEADLINE_S)

    def fetch(self, question: Question) -> Answer:
        """Return the answer to a question."""
        answer = self._ask(question, question.headers)
        if question.is_asked_again and "etag" in answer.headers:
            answer = self._ask(question, {**question.headers, "If-None-Match": answer.headers["etag"]})
        return answer

    def _ask(self, question: Question, headers: Mapping[str, str]) -> Answer:
        said = {"Host": HOST, "Accept-Encoding": "identity", **headers}
        try:
            found = self._answer(question, said)
        except ConnectionError:
            # A server closes a connection that waited too long for the other server's answer.
            self._connection.close()
            found = self._answer(question, said)
        names = {name.lower(): value for name, value in found.getheaders()}
        return Answer(found.status, names, found.read())

    def _answer(self, question: Question, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        self._connection.request(question.method, question.address, headers=headers)
        return self._connection.getresponse()


@dataclass(frozen=True)
class _Vocabulary:
    """What views can name, from the files of `data/`."""

    sources: Sequence[str]
    kinds: Sequence[str]
    precisions: Sequence[str]
    areas: Sequence[str]
    points: Sequence[tuple[str, str]]
    """Latitude and longitude of reports."""
    reports: Sequence[str]
    zones: Sequence[str]

    @classmethod
    def read(cls, folder: Path) -> _Vocabulary:
        reports, zones = (_rows(folder / name) for name in ("reports.csv", "zones.csv"))
        outlines = json.loads((folder / "outlines.geojson").read_text(encoding="utf-8"))

        def words(column: str) -> list[str]:
            return sorted({row[column] for row in reports} - {""})

        return cls(
            sources=words("source_id"),
            kinds=words("kind"),
            precisions=words("location_precision"),
            areas=sorted(shape["properties"]["pcode"] for shape in outlines["features"]),
            points=sorted({(row["lat"], row["lon"]) for row in reports if row["lat"]}),
            reports=[row["report_id"] for row in reports],
            zones=[row["zone_id"] for row in zones],
        )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


View = dict[str, str]
"""The parameters of a view, as an address has them."""
Place = tuple[int, int, int]
"""Zoom, column and row of a tile."""


def _views(words: _Vocabulary, snapshot: str, n: int) -> Iterator[View]:
    whole: View = {
        "v": "1",
        "snap": snapshot,
        "from": FIRST_DAY.isoformat(),
        "to": LAST_DAY.isoformat(),
        **dict.fromkeys(("src", "kind", "prec", "area"), "all"),
        "q": "",
        "layers": USUAL_LAYERS,
        "lat": "31.41000",
        "lon": "34.34000",
        "z": "10",
        "lang": "en",
        "sel": "",
    }
    edges = list(_edges(words, whole))
    yield from edges[:n]
    random_ = random.Random(14)  # noqa: S311 the same views every time
    for _ in range(n - len(edges)):
        yield _drawn(words, whole, random_)


def _edges(words: _Vocabulary, whole: View) -> Iterator[View]:
    for language in LANGUAGES:
        yield {**whole, "lang": language}
    yield {}
    yield {"lang": "ar", "z": "8"}
    yield {**whole, "from": "1900-01-01", "to": "2100-12-31", "layers": ",".join(LAYERS)}
    yield {**whole, "from": "1999-01-01", "to": "1999-12-31"}
    yield {**whole, "from": "2023-12-02", "to": "2023-12-02", "z": "12", "sel": words.zones[0]}
    yield {**whole, "layers": ""}
    yield {**whole, "layers": "areas", "z": "4", "lat": "85.00000", "lon": "-180.00000"}
    yield {**whole, "q": "no such words anywhere", "lang": "he"}
    yield {**whole, "sel": "no-such-report", "from": "2024-02-30", "src": "nobody", "z": "99"}
    yield {**whole, "from": "2024-05-01", "to": "2024-01-01"}
    yield {**whole, "snap": "0" * 12}
    yield {**whole, "q": "<script>alert(1)</script>", "z": "17", "area": "PS02"}


def _drawn(words: _Vocabulary, whole: View, random_: random.Random) -> View:
    first = FIRST_DAY + timedelta(days=random_.randrange((LAST_DAY - FIRST_DAY).days))
    last = min(LAST_DAY, first + timedelta(days=random_.choice((0, 1, 6, 30, 90, 365))))
    is_whole_time = random_.random() < 0.4  # noqa: PLR2004 a share
    lat, lon = random_.choice(words.points)

    def some(options: Sequence[str], share: float) -> str:
        if random_.random() > share:
            return "all"
        chosen = random_.sample(options, random_.randint(1, len(options) // 2))
        return ",".join(sorted(chosen, key=options.index))

    return {
        **whole,
        **({} if is_whole_time else {"from": first.isoformat(), "to": last.isoformat()}),
        "src": some(words.sources, 0.25),
        "kind": some(words.kinds, 0.3),
        "prec": some(words.precisions, 0.3),
        "area": random_.choice(words.areas) if random_.random() < 0.25 else "all",  # noqa: PLR2004 a share
        "q": random_.choice(TEXTS) if random_.random() < 0.25 else "",  # noqa: PLR2004 a share
        "layers": ",".join(layer for layer in LAYERS if random_.random() < 0.75),  # noqa: PLR2004 a share
        "lat": f"{float(lat):.5f}",
        "lon": f"{float(lon):.5f}",
        "z": str(random_.randint(7, 15)),
        "lang": random_.choice(LANGUAGES),
        "sel": random_.choice(("", "", random_.choice(words.reports), random_.choice(words.zones))),
    }


def _once(snapshot: str) -> Iterator[Question]:
    """Ask what no view decides, and what cannot be answered."""
    yield Question("health", "/healthz")
    yield Question("ledger", "/export/revisions.csv")
    yield Question("ledger", f"/export/rejects.csv?snap={snapshot}&text=x")
    for name in ("geography.json", "leaflet/leaflet.css", "nothing.js"):
        yield Question("asset", f"/assets/{name}")
    for address in (
        *("/export/reports.xlsx", "/export/view.gif", "/export/nothing.csv", "/cite.doc", "/tiles/nothing"),
        *("/export/not_shown.csv?reason=whim", "/export/view.svg?size=huge", "/export/reports.csv?hxl=maybe"),
        *("/tiles/reports/18/0/0.mvt", "/tiles/reports/2/9/0.mvt", "/tiles/reports/a/0/0.mvt"),
        *("/ogc", "/own"),
        *("/own/nobody/2/1/1.mvt", "/embed/here?cells=1.2", "/tiles/reports/2/1/1.mvt?detail=most", "/live"),
    ):
        yield Question("refusal", address)
    for method in ("POST", "DELETE", "OPTIONS"):
        yield Question("refusal", "/export/reports.csv", method=method)


def _asked(n: int, view: View) -> Iterator[Question]:
    """Ask everything of one view; what is costly, or says little more, in turns."""

    def of(address: str, **more: str) -> str:
        query = urlencode({**view, **more})
        return f"{address}?{query}" if query else address

    places = list(_tiles_round(view))
    for z, x, y in places:
        yield Question("tile", of(f"/tiles/reports/{z}/{x}/{y}.mvt"))
        yield Question("tile for the map", of(f"/tiles/reports/{z}/{x}/{y}.mvt", detail="map", form="2"))
    middle = of("/tiles/reports/{}/{}/{}.mvt".format(*places[0]))
    yield Question("tile, zipped", middle, headers={"Accept-Encoding": "gzip"})
    yield Question("tile, asked again", middle, is_asked_again=True)
    yield Question("TileJSON", of("/tiles/reports.json"))
    for suffix in ("csv", "geojson", "parquet", "gpkg"):
        yield Question(f"rows.{suffix}", of(f"/export/reports.{suffix}"))
    yield Question("rows.csv with HXL", of("/export/reports.csv", hxl="1"))
    yield Question("not shown", of("/export/not_shown.csv"))
    reasons = ("undated", "other_dates", "unlocated", "layer_off", "text", "other_kinds")
    yield Question("not shown", of("/export/not_shown.csv", reason=reasons[n % len(reasons)]))
    yield Question("figure.svg", of("/export/view.svg", size=("print", "slide", "social")[n % 3]))
    yield Question("view.html", of("/export/view.html"))
    yield Question("embed", of("/embed"))
    yield Question("text twin", of("/embed", format="text"))
    yield Question("embed/geography", of("/embed/geography.json"))
    yield from _under_clicks(of, view, places)
    for style in ("txt", "bib", "ris", "json"):
        yield Question(f"cite.{style}", of(f"/cite.{style}"))
    page = ("", "timeline", "shelters", "claims")[n % 4]
    yield Question("head of a page", of(f"/{page}"))
    if "from" in view and view["from"] == FIRST_DAY.isoformat() and view["to"] == LAST_DAY.isoformat():
        for address in ("/export/reports.csv", "/export/view.svg", "/export/not_shown.csv"):
            yield Question("HEAD", of(address), method="HEAD")


def _under_clicks(of: Callable[..., str], view: View, places: Iterable[Place]) -> Iterator[Question]:
    for z, x, y in places:
        yield Question("embed/here", of("/embed/here", cells=f"{z}.{x}.{y}.-1,{z}.{x}.{y}.0"))
    area = view.get("area", "all").replace("all", "PS02")
    yield Question("embed/here", of("/embed/here", ids=view.get("sel", ""), areas=area))


def _tiles_round(view: View) -> Iterator[Place]:
    """Return the tile under the middle of a view, some round it, and one far out and one far in."""
    lat, lon = float(view.get("lat", "31.4")), float(view.get("lon", "34.4"))
    zoom = int(view.get("z", "10"))
    for z in dict.fromkeys((min(17, zoom), max(0, zoom - 3), min(17, zoom + 4))):
        side = 1 << z
        x = min(side - 1, int((lon + 180) / 360 * side))
        y = min(side - 1, int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side))
        yield z, x, y
        yield z, min(side - 1, x + 1), max(0, y - 1)


@dataclass(frozen=True)
class Difference:
    """In what two answers differ; nothing when they are equal."""

    headers: Sequence[str]
    body: str
    """Some lines of it, or the two statuses."""

    def __str__(self) -> str:
        return "\n".join([*self.headers, *filter(None, [self.body])])


class _Comparison:
    """Says in what two answers differ."""

    def __init__(self, new_columns: frozenset[str], new_parameters: Sequence[str] = ()) -> None:
        self._new_columns = new_columns
        pairs = (parameter.partition("=") for parameter in new_parameters)
        said = "|".join(f"{re.escape(name)}(?:=|%3D){re.escape(value or 'all')}" for name, _, value in pairs)
        # As text, in HTML, in JSON inside of HTML, and in a link within a link.
        self._new_parameters = re.compile(rf"(?:&(?:amp;)?|\\u0026|%26)(?:{said})\b".encode())
        self._are_links_longer = bool(new_parameters)

    def difference(self, question: Question, old: Answer, new: Answer) -> Difference:
        """Return in what the answers differ."""
        headers = [
            f"{name}: {old.headers.get(name)!r} and {new.headers.get(name)!r}"
            for name in HEADERS
            if self._link_in(old.headers.get(name)) != self._link_in(new.headers.get(name))
        ]
        if old.status != new.status:
            return Difference(headers, f"status {old.status} and {new.status}\n{_excerpt(new.body)}")
        if old.body == new.body or question.method == "HEAD":
            return Difference(headers, "")
        before, after = (self._form(question, answer) for answer in (old, new))
        return Difference(headers, "" if before == after else _text_difference(before, after))

    def _form(self, question: Question, answer: Answer) -> bytes | list[str]:
        """Return what is compared of an answer, without what may differ."""
        is_table = question.kind.startswith(("rows.", "not shown")) and answer.status == http.client.OK
        suffix = question.kind.removeprefix("rows.")
        if is_table and suffix == "gpkg":
            return list(self._geopackage(answer.body))
        if is_table and self._new_columns:
            readers = {"geojson": self._geojson, "parquet": self._parquet}
            return list(readers.get(suffix, self._csv)(answer.body))
        said = answer.body
        for _, pattern, instead in ALLOWED:
            said = pattern.sub(instead, said)
        return self._new_parameters.sub(b"", said) if self._are_links_longer else said

    def _link_in(self, value: str | None) -> str | None:
        if value is None or not self._are_links_longer:
            return value
        return self._new_parameters.sub(b"", value.encode()).decode()

    def _csv(self, body: bytes) -> Iterator[str]:
        header: list[str] = []
        for row in csv.reader(io.StringIO(body.decode(), newline="")):
            header = header or (row if len(row) > 1 else header)
            is_kept = [name not in self._new_columns for name in header] or [True] * len(row)
            yield repr([cell for cell, keep in zip(row, is_kept, strict=False) if keep])

    def _geojson(self, body: bytes) -> Iterator[str]:
        document = json.loads(body)
        for feature in document["features"]:
            for name in self._new_columns:
                feature["properties"].pop(name, None)
        yield from json.dumps(document, ensure_ascii=False, indent=0).splitlines()

    def _parquet(self, body: bytes) -> Iterator[str]:
        table = pq.read_table(io.BytesIO(body))
        table = table.drop_columns([name for name in table.column_names if name in self._new_columns])
        yield from str(table.schema.to_string(show_schema_metadata=False)).splitlines()
        yield from map(repr, table.to_pylist())

    def _geopackage(self, body: bytes) -> Iterator[str]:
        """Return the rows of every table, without the times of writing."""
        times = {"last_change", "timestamp"}
        with tempfile.TemporaryDirectory(prefix="compare-") as folder:
            path = Path(folder) / "rows.gpkg"
            path.write_bytes(body)
            with closing(sqlite3.connect(path)) as base:
                listed = base.execute("SELECT name, sql FROM sqlite_master ORDER BY type, name")
                for name, sql in listed.fetchall():
                    if not self._new_columns:
                        yield f"{name}: {sql}"
                    if sql and sql.startswith("CREATE TABLE"):
                        rows = base.execute(f'SELECT * FROM "{name}"')  # noqa: S608 a name of the file's own
                        columns = [column[0] for column in rows.description]
                        for row in rows:
                            yield f"{name}: " + repr(
                                {
                                    column: cell
                                    for column, cell in zip(columns, row, strict=True)
                                    if column not in times | self._new_columns
                                }
                            )


def _text_difference(before: bytes | list[str], after: bytes | list[str]) -> str:
    old, new = (_lines(said) if isinstance(said, bytes) else said for said in (before, after))
    if old is None or new is None:
        return _byte_difference(bytes(before), bytes(after))  # type: ignore[arg-type]
    found = list(difflib.unified_diff(old, new, "base", "new", lineterm="", n=0))[2:]
    rest = f"… {len(found) - MOST_LINES} more lines" if len(found) > MOST_LINES else ""
    return "\n".join([*_shortened(found[:MOST_LINES]), rest]).rstrip()


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    """Cut long lines, so that where a line and the one instead of it differ is still to be seen."""
    start = 1
    for line, following in pairwise([*lines, ""]):
        if line.startswith("-"):
            start = max(1, _first_other(line[1:], following[1:]) - LINE_WIDTH // 2)
        yield line[0] + ("…" if start > 1 else "") + line[start : start + LINE_WIDTH]
        if not line.startswith("-"):
            start = 1


def _lines(said: bytes) -> list[str] | None:
    """Return text in lines, one a tag where it is HTML or XML; None when it is no text."""
    try:
        text = said.decode()
    except UnicodeDecodeError:
        return None
    if "\0" in text or text.startswith("\x1a"):
        return None
    return re.sub(r">(?=<)|,(?=\")", lambda match: match[0] + "\n", text).splitlines()


def _byte_difference(before: bytes, after: bytes) -> str:
    at = _first_other(before, after)
    window = slice(max(0, at - 24), at + 24)
    return (
        f"{len(before)} and {len(after)} bytes, the first other one at {at}\n"
        f"- {before[window]!r}\n+ {after[window]!r}"
    )


def _first_other(before: str | bytes, after: str | bytes) -> int:
    """Return where two texts begin to differ."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))


def _excerpt(body: bytes) -> str:
    return body[:LINE_WIDTH].decode(errors="replace")


class Report:
    """Counts answers by kind and keeps the first differences of each."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._compared: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._other_headers: Counter[str] = Counter()
        self._other_bodies: Counter[str] = Counter()
        self.different: defaultdict[str, list[tuple[Question, Difference]]] = defaultdict(list)
        """Questions with unequal answers, by kind, and in what these differ."""

    def note(self, question: Question, old: Answer, difference: Difference) -> None:
        """Count one pair of answers."""
        self._compared[question.kind] += 1
        self._answered[question.kind] += old.status == http.client.OK
        self._other_headers[question.kind] += bool(difference.headers)
        self._other_bodies[question.kind] += bool(difference.body)
        if difference.headers or difference.body:
            self.different[question.kind].append((question, difference))

    def lines(self) -> Iterator[str]:
        """Return the table, with how many headers and bodies differ, then some differences of each kind."""
        yield _row("kind", "compared", "status 200", "equal", "headers", "body")
        for kind, n in self._compared.items():
            equal = n - len(self.different.get(kind, ()))
            others = self._other_headers[kind], self._other_bodies[kind]
            yield _row(kind, n, self._answered[kind], equal, *others)
        n, wrong = self._compared.total(), sum(map(len, self.different.values()))
        others = self._other_headers.total(), self._other_bodies.total()
        yield _row("all", n, self._answered.total(), n - wrong, *others)
        for kind, found in self.different.items():
            for question, difference in found[:MOST_DIFFERENCES]:
                yield f"\n{kind}: {question.method} {question.address}\n{difference}"


def _row(kind: str, *cells: object) -> str:
    return f"{kind:<20}" + "".join(f"{cell!s:>12}" for cell in cells)


if __name__ == "__main__":
    sys.exit(main())
