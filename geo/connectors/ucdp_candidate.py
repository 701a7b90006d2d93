"""UCDP Candidate: events of single months in the form of UCDP GED, before a yearly version has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from geo.connectors import ucdp
from geo.connectors.toolkit.contract import Connector, Contract, Fetched, ParsedFiles, Progress, Settings
from geo.model import SourceKind

CONTRACT = Contract(
    id="ucdp-candidate",
    title="UCDP Candidate Events Dataset",
    publisher="Uppsala Conflict Data Program (UCDP Candidate)",
    kind=SourceKind.DATASET,
    home_url="https://ucdp.uu.se/downloads/index.html",
    licence="CC BY 4.0",
    is_redistributable=True,
    cadence="monthly; the version to fetch is set by SHELTERLINE_UCDP_CANDIDATE_VERSION",
    caveats=(
        "Candidate events are provisional: a yearly version of UCDP GED may change them or leave them out.",
        "An event may stand in UCDP GED as well: both are shown, and never added.",
        *ucdp.CONTRACT.caveats,
    ),
    hosts=ucdp.CONTRACT.hosts,
    cadence_days=30,
)
CANDIDATE = ucdp.Edition(CONTRACT, "UCDP Candidate", CONTRACT.id)
_VERSION = re.compile(r"candidate|(?<!\d)\d\d[._]0[._]\d{1,2}(?!\d)")
"""In the names of its files: yearly versions are 25.1, those of months 25.0.3."""


def recognises(name: str, head: bytes) -> bool:
    """Whether a file is a table or an answer in the form of GED whose name is that of a candidate version.

    Nothing but its name tells it from a file of GED.
    """
    return ucdp.recognises(name, head) and _VERSION.search(name) is not None


def fetch(folder: Path, settings: Settings, progress: Progress) -> Fetched:
    """Fetch a version, which is one month: so nothing that is not in it is withdrawn."""
    version = settings.need("UCDP_CANDIDATE_VERSION", "the version to fetch, such as 26.0.3")
    return ucdp.fetch_version(CANDIDATE, version, folder, settings, progress)


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read files of a candidate version as those of GED are read, under ids of their own.

    Raises SourceError when a file cannot be read; SchemaError when it lacks a column that is needed.
    """
    return ucdp.parse_edition(CANDIDATE, paths)


CONNECTOR = Connector(CONTRACT, parse, recognises, fetch)
