"""Requests of every kind to every route, right ones and hostile ones, each made from a number.

`make any-requests` asks the routes without a server, with `--url` a running one. It says what was answered
with 500 or above, with the number that makes the request again, and then exits with code 1.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.filters.view_pair import pair_parameters
from geo.web.routes import ROUTES

QUICK = (
    "/healthz",
    "/assets/{text}",
    "/assets/page.js",
    "/cite.{style}",
    "/embed",
    "/embed/compare",
    "/embed/geography.json",
    "/embed/here",
    "/embed/frame",
    "/export/addresses.csv",
    "/export/compare.csv",
    "/export/not_shown.csv",
    "/export/reports.csv",
    "/export/reports.{text}",
    "/export/{ledger}.csv",
    "/tiles/brush/reports.json",
    "/tiles/reports.json",
    "/tiles/reports/{z}/{x}/{y}.mvt",
    "/own/{text}/{z}/{x}/{y}.mvt",
    "/.well-known/security.txt",
    "/ogc/{text}",
    "/ogc/collections/{table}/items",
    "/ogc/collections/{table}/items/{thing}",
    "/ogc/collections/{table}/queryables",
    "/openapi.{form}",
    "/report/{text}",
    "/report/{thing}",
    "/incident/{thing}",
    "/zone/{thing}",
    "/source/{thing}",
    "/place/{thing}",
    "/stories",
    "/story/{thing}",
    "/export/story.toml?id={thing}",
    "/sitemap.xml",
    "/catalog.jsonld",
    "/feed.{form}",
    "/oembed",
    "/oembed?url={address}&format={form}",
    "/table",
    "/table/rows.json",
    "/table/rows.tsv",
    "/v/{text}",
    "/{text}",
)
SLOW = (
    "/export/package.zip",
    "/export/reports.{suffix}",
    "/export/compare.{picture}",
    "/export/view.{picture}",
    "/export/view.html",
    "/export/story.html?id={story}",
    "/story/{story}",
)
SLOW_SHARE = 0.01
"""Files and figures take up to a second each."""
NAMES = {
    "story": ("december-2023", "x", "..", "%00"),
    "form": ("atom", "json", "rss", "xml"),
    "address": (
        *(
            "http%3A%2F%2Ftestserver%2F",
            "http%3A%2F%2Ftestserver%2Freport%2Fr0001%3Flang%3Dar",
            "http%3A%2F%2F%5B",
        ),
        *(
            "http%3A%2F%2Ftestserver%2Fplace%2F..",
            "file%3A%2F%2F%2Fetc",
            "http%3A%2F%2Ftestserver%2Fv%2F0123456789",
        ),
    ),
    "style": ("txt", "bib", "ris", "json", "exe"),
    "suffix": ("geojson", "parquet", "gpkg"),
    "picture": ("svg", "png", "pdf"),
    "ledger": ("rejects", "revisions", "sources", "x"),
    "table": ("reports", "zones", "sheltering", "pauses", "tolls", "assessments", "sources"),
    "thing": ("r0001", "gaza-2023-10-failed-launches", "z001", "s051", "PS0270", "rafah", "..", "x%2Fy"),
    "z": ("0", "5", "14", "22", "23", "-1", "1e3", "99999999999"),
    "x": ("0", "19", "9780", "-1", "x", "16777216"),
    "y": ("0", "13", "6640", "9" * 40),
}
VALUES = (
    *("1", "0", "-1", "31.5", "34.4", "9", "nan", "inf", "-0", "1e309", "9" * 400),
    *("2023-10-07", "2024-02-30", "9999-12-31", "0001-01-01", "day", "until_next", "open"),
    *("all", "en", "ar", "he", "xx", "PS", "zones", "reports", "airstrike", "text"),
    *("", " ", ",", ",,,,", "a,b,c", "..", "../../etc/passwd", "%00"),
    *("\x00", "\ud800", "\uffff", "\u202e", "إخلاء", "x" * 3_000),
    *("<script>", "'; DROP TABLE reports; --", "{{7*7}}", "${x}", "\r\nSet-Cookie: a=b"),
    *("not_shown", "-killed_min", "statuses_possible", "3ffffffffff", "0,5-7", "7-5", "0-999999999999"),
    *("000000000000", "5.19.13.-1", "5.19.13.999,0.0.0.0"),
    *("POLYGON((34 31,35 31,35 32,34 31))", "34,31,35,32", "170,-10,-170,10", "1e300,-90,-1e300,90"),
    *("BFoz5xJ67i1B1B7PzIhaxL7Y", "BF" + "_" * 220 + "BA", "17/0/0,17/131071/131071", "9/305/209"),
    *("2023-10-07/..", "../9999-12-31", "http://www.opengis.net/def/crs/EPSG/0/32636", "html", "json"),
)
OTHER_PARAMETERS = (
    "tiles",
    "strip",
    "ids",
    "cells",
    "areas",
    "reason",
    "hxl",
    "size",
    "format",
    "detail",
    "form",
    "snap",
    "bbox",
    "of",
    "part",
    "bbox-crs",
    "crs",
    "datetime",
    "f",
    "limit",
    "offset",
    "url",
    "maxwidth",
    "maxheight",
    "live",
    "scheme",
    "fit",
    "rows",
    "sort",
    "cols",
    "pick",
    "bare",
)
METHODS = ("GET",) * 16 + ("HEAD", "OPTIONS", "POST", "DELETE")
HEADERS = (
    *({"accept-encoding": value} for value in ("gzip", "gzip;q=0", "*", ";;;q=,", "identity;q=0")),
    *({"if-none-match": value} for value in ("*", '"x"', "W/", '"' * 99)),
    *({"range": value} for value in ("bytes=0-10", "bytes=5-1", "x")),
    {"origin": "https://elsewhere.example"},
    {"host": "elsewhere.example"},
    {"host": 'a"b<c>'},
)


@dataclass(frozen=True)
class AnyRequest:
    """What is asked: the same for the same number."""

    method: str
    address: str
    headers: dict[str, str]


def any_request(number: int) -> AnyRequest:
    """Make a request from a number."""
    random = Random(number)  # noqa: S311 nothing is kept secret by it
    route = random.choice(SLOW if random.random() < SLOW_SHARE else QUICK)
    names = {name: random.choice(values) for name, values in NAMES.items()}
    path = route.format(**names, text=quoted(random.choice(VALUES)) or "x")
    known = (*pair_parameters(), *OTHER_PARAMETERS)
    asked = [(random.choice(known), random.choice(VALUES)) for _ in range(random.randrange(5))]
    query = "&".join(f"{name}={quoted(value)}" for name, value in asked)
    headers = random.choice(HEADERS) if random.random() < 0.3 else {}
    return AnyRequest(
        random.choice(METHODS), f"{path}{'&' if '?' in path else '?'}{query}" if query else path, headers
    )


def quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def failures(client: httpx.Client, numbers: Iterable[int]) -> tuple[Counter[int], list[str]]:
    """Ask, and return how often each status came, and what was answered with 500 or above."""
    statuses, failed = Counter[int](), []
    for number in numbers:
        asked = any_request(number)
        answer = client.request(asked.method, asked.address, headers=asked.headers)
        statuses[int(answer.status_code)] += 1
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            failed.append(f"{number}: {answer.status_code} {asked}")
    return statuses, failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("n", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--url")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.n)
    if options.url:
        with httpx.Client(base_url=options.url, timeout=120) as client:
            statuses, failed = failures(client, numbers)
    else:
        app = Starlette(routes=ROUTES)
        with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
            statuses, failed = failures(client, numbers)
    sys.stdout.write("\n".join([*failed, f"{dict(sorted(statuses.items()))}, {len(failed)} failed\n"]))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
