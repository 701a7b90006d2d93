"""Rows of files and connectors, validated, put into a new snapshot, and what is refused put beside them."""

from geo.ingest.ingested import Ingested, IngestRequest
from geo.ingest.inputs import Input, connected, documented, mapped, names_of, opened
from geo.ingest.load import ingest

__all__ = [
    "IngestRequest",
    "Ingested",
    "Input",
    "connected",
    "documented",
    "ingest",
    "mapped",
    "names_of",
    "opened",
]
