"""Which engine answers for the reports of a snapshot: this process, or a cluster of Dask's workers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from geo.model.errors import ClusterError
from geo.snapshot.report_index import ReportIndex

if TYPE_CHECKING:
    from geo.geometry.gazetteer import Areas
    from geo.snapshot.derive import Vocabulary
    from geo.snapshot.report_store import ReportStore
    from geo.snapshot.stored import Stored

CLUSTER_VARIABLE = "SHELTERLINE_CLUSTER"
"""Address of Dask's scheduler, such as `tcp://scheduler:8786`; without it this process answers."""

NOT_INSTALLED = (
    "SHELTERLINE_CLUSTER names a cluster and the module {module} is not installed; "
    "install Shelterline with its extra “cluster”"
)


def store_of(stored: Stored, vocabulary: Vocabulary, areas: Areas) -> ReportStore:
    """Return the reports of a snapshot on disk, behind the engine that this process was told to use.

    Raises ClusterError when it is a cluster and that cannot be used.
    """
    address = os.environ.get(CLUSTER_VARIABLE, "").strip()
    if not address:
        return ReportIndex(stored.reports, stored.index, vocabulary, areas)
    try:
        # Dask is an extra, and half a second of imports.
        from geo.snapshot.cluster.cluster_reports import cluster_reports_of  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ClusterError(NOT_INSTALLED.format(module=error.name)) from error
    return cluster_reports_of(stored, vocabulary, areas, address)
