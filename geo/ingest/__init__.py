"""Reports of a file, validated, put into a new snapshot, and what is refused put beside them."""

from geo.ingest.load import Ingested, ingest

__all__ = ["Ingested", "ingest"]
