"""Rows of files and connectors, validated, put into a new snapshot, and what is refused put beside them."""

from geo.ingest.inputs import Given, connected, documented, mapped, names_of, opened
from geo.ingest.load import Asked, Ingested, ingest

__all__ = ["Asked", "Given", "Ingested", "connected", "documented", "ingest", "mapped", "names_of", "opened"]
