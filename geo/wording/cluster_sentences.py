"""What is said when workers that hold the reports cannot answer; see `geo.snapshot.cluster`."""

from __future__ import annotations

from geo.language import N_

CLUSTER = (
    N_(
        "SHELTERLINE_CLUSTER names a cluster and the module {module} is not installed; "
        "install Shelterline with its extra “cluster”"
    ),
    N_("the scheduler of the cluster that holds the reports cannot be reached; ask again in a moment"),
    N_("the cluster that holds the reports has no workers at present; ask again in a moment"),
    N_("the cluster that holds the reports has not answered within {seconds} seconds; ask again in a moment"),
    N_(
        "workers of the cluster ended several times while they answered, perhaps for want of memory; "
        "ask for less, or start more workers"
    ),
    N_("a worker runs Shelterline {theirs} and this server {ours}; install one version on all of them"),
    N_("a worker finds other partitions than this server; give both the same folder under the same path"),
    N_("a worker cannot read its partition: {what}; give it the folder of the snapshots under the same path"),
    N_(
        "snapshot {snapshot} has no partitions and none can be written: {what}; "
        "write them with “shelterline cluster write”"
    ),
)
