"""Reports in partitions say what reports in one piece say; see `tests.geo.snapshot.engine_contract`."""

from __future__ import annotations

import pickle
import random
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from geo.analysis.delay import delays, delays_of, late_counts
from geo.cli import app
from geo.model.errors import ClusterError, DamagedError
from geo.snapshot import engine
from geo.snapshot.cluster import cluster_connection, cluster_reports, partition_questions, partition_writer
from geo.snapshot.cluster.cluster_connection import NO_WORKERS, UNREACHABLE, Connection
from geo.snapshot.cluster.partition_files import PARTITIONS, part_file, read_partitions
from geo.snapshot.cluster.partition_questions import (
    OTHER_VERSION,
    ClusterQuestion,
    PartitionName,
    Refusal,
    answer,
)
from geo.snapshot.cluster.partition_writer import write_partitions
from geo.snapshot.current import current
from geo.snapshot.engine import CLUSTER_VARIABLE
from geo.snapshot.files import open_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.index import INDEX
from geo.web.routes import ROUTES
from geo.wording.cluster_sentences import CLUSTER
from tests.benchmarks.bench import build_home
from tests.builders import report, row, write_home
from tests.geo.snapshot.engine_contract import (
    Asker,
    differences,
    digests,
    local_cluster,
    opened_behind,
    random_view,
    whole_said,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.snapshot.opened import Snapshot

N_REPORTS = 5_000


def _sent(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301 our own


class Here:
    """Asks the partitions in this process, and hands everything on as a network would."""

    def ask(self, names: Sequence[PartitionName], question: ClusterQuestion) -> list[Any]:
        found = [_sent(answer(*_sent((name, question)))) for name in names]
        for one in found:
            if isinstance(one, Refusal):
                raise DamagedError(*one.damaged) if one.damaged else ClusterError(one.sentence)
        return found

    def n_workers(self) -> int:
        return 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("home")
    build_home(N_REPORTS, home)
    return next(path for path in snapshots_folder(home).iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def embedded(folder: Path) -> Snapshot:
    return open_snapshot(folder)


@pytest.fixture
def behind(monkeypatch):
    """Open snapshots behind partitions that this process holds."""
    monkeypatch.setattr(cluster_reports, "connection_to", lambda _address: Here())
    return partial(opened_behind, "tcp://here")


def said_of(snapshot: Snapshot, embedded: Snapshot, seeds: Sequence[int]) -> dict[str, str]:
    found = digests(whole_said(snapshot))
    for seed in seeds:
        view = random_view(embedded, random.Random(seed))  # noqa: S311 the same in every run
        said = Asker(snapshot, view, seed).said(with_exports=seed % 10 == 0)
        found |= {f"view {seed}: {what}": digest for what, digest in digests(said).items()}
    return found


@pytest.mark.parametrize(("n_parts", "seeds"), [(1, range(1)), (3, range(1, 10)), (8, range(10, 12))])
def test_partitions_say_what_the_whole_says(folder: Path, embedded: Snapshot, behind, n_parts, seeds):
    other = behind(folder, n_parts)
    assert differences(said_of(embedded, embedded, seeds), said_of(other, embedded, seeds)) == []


@pytest.mark.filterwarnings("ignore")
def test_workers_of_dask_say_what_the_whole_says(folder: Path, embedded: Snapshot):
    with local_cluster(2) as address:
        other = opened_behind(address, folder, 3)
        other.store.check_ready()
        assert differences(said_of(embedded, embedded, [1]), said_of(other, embedded, [1])) == []


def test_a_damaged_partition_is_refused_by_name_until_it_is_restored(
    folder: Path, embedded: Snapshot, behind
):
    other, view = behind(folder, 3), embedded.default_view()
    path = part_file(folder / PARTITIONS, 1)
    whole = path.read_bytes()
    assert other.store.counts(view) == embedded.counts(view)
    path.write_bytes(whole[:1_000] + bytes([whole[1_000] ^ 1]) + whole[1_001:])
    with pytest.raises(DamagedError, match=r"part-1\.parquet is not the file that was written"):
        other.store.counts(view)
    path.write_bytes(whole)
    assert other.store.counts(view) == embedded.counts(view)


def test_a_damaged_index_of_a_partition_is_made_anew(folder: Path, embedded: Snapshot, behind):
    other, view = behind(folder, 3), embedded.default_view()
    assert other.store.counts(view) == embedded.counts(view)
    path = part_file(folder / PARTITIONS, 2).parent / INDEX / "index.arrays"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-64])
    assert other.store.counts(view) == embedded.counts(view)


def test_partitions_that_are_written_anew_while_they_are_used_are_taken(
    folder: Path, embedded: Snapshot, behind
):
    other, view = behind(folder, 3), embedded.default_view()
    assert np.array_equal(other.store.shown(view), embedded.store.shown(view))
    write_partitions(embedded.stored, embedded.vocabulary, 2)
    view = view.but(text="synthetic")
    assert np.array_equal(other.store.shown(view), embedded.store.shown(view))


def test_partitions_of_other_tables_are_not_used(folder: Path, embedded: Snapshot, behind):
    behind(folder, 2).store.find(embedded.default_view())
    about = folder / PARTITIONS / "partitions.json"
    about.write_text(about.read_text(encoding="utf-8").replace("part", "tarp", 1), encoding="utf-8")
    assert behind(folder).counts(embedded.default_view()) == embedded.counts(embedded.default_view())
    assert len(read_partitions(folder / PARTITIONS).parts) == 4


def test_a_worker_of_another_version_does_not_answer(embedded: Snapshot):
    found = write_partitions(embedded.stored, embedded.vocabulary, 1)
    name = PartitionName(str(found.folder), 0, found.sha256, software="0.0.1")
    said = answer(name, ClusterQuestion("counts", (embedded.default_view(),)))
    assert said == Refusal(OTHER_VERSION.format(theirs=PartitionName("", 0, "").software, ours="0.0.1"))


def test_a_worker_that_does_not_see_the_folder_says_so(tmp_path: Path):
    said = answer(PartitionName(str(tmp_path / "elsewhere"), 0, ""), ClusterQuestion("read_ahead"))
    assert isinstance(said, Refusal)
    assert said.sentence.startswith("a worker cannot read its partition")


@pytest.mark.parametrize("n", [0, 3])
def test_few_reports_fill_some_partitions(tmp_path: Path, behind, n: int):
    write_home(tmp_path, *(report(f"r{number}") for number in range(n)))
    few = next(path for path in snapshots_folder(tmp_path).iterdir() if path.is_dir())
    one, other = open_snapshot(few), behind(few, 8)
    assert other.counts(other.default_view()) == one.counts(one.default_view())
    assert other.page(other.default_view(), 9).equals(one.page(one.default_view(), 9))
    assert other.delays == one.delays


@pytest.mark.usefixtures("behind")
def test_rows_that_may_not_be_passed_on_are_in_no_partition_of_the_public(tmp_path: Path):
    secret = row("sources", "secret", name="Secret Wire", licence="Not redistributable")
    open_ = row("sources", "synthetic")
    reports = report("r1"), report("r2", source_id="secret", summary="A hidden word.")
    write_home(tmp_path, *reports, sources=[open_, secret])
    there = next(path for path in snapshots_folder(tmp_path).iterdir() if path.is_dir())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CLUSTER_VARIABLE, "tcp://here")
        public = open_snapshot(there, is_public=True)
        assert public.counts(public.default_view()).shown == 1
    written = [*tmp_path.rglob("part-*.parquet")]
    assert sum(pq.read_metadata(path).num_rows for path in written) == 1


def test_delays_of_parts_are_those_of_the_whole():
    rng = np.random.default_rng(1)
    for n in (0, 4, 5, 10, 11, 333):
        event, late, source = rng.integers(0, 99, n), rng.integers(-2, 30, n), rng.integers(0, 4, n)
        of = rng.integers(0, 3, n)
        columns = event, event + late, source
        parts = [late_counts(*(column[of == part] for column in columns), 7) for part in range(3)]
        assert delays_of(parts) == delays(*columns, 7)


def test_health_says_that_nobody_answers(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    write_home(tmp_path, report())
    monkeypatch.setattr(Here, "n_workers", lambda _self: 0)
    monkeypatch.setattr(cluster_reports, "connection_to", lambda _address: Here())
    monkeypatch.setenv(CLUSTER_VARIABLE, "tcp://here")
    found = TestClient(Starlette(routes=ROUTES)).get("/healthz")
    assert (found.status_code, found.json()["detail"]) == (503, NO_WORKERS)


def test_a_scheduler_that_is_not_there_is_named_in_a_sentence(monkeypatch):
    monkeypatch.setattr("geo.snapshot.cluster.cluster_connection._CONNECT_S", 0.2)
    with pytest.raises(ClusterError, match=UNREACHABLE):
        Connection("tcp://127.0.0.1:1").ask([], ClusterQuestion("counts"))


def test_the_command_writes_as_many_partitions_as_it_is_told(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    write_home(tmp_path, report("r1"), report("r2"))
    said = CliRunner().invoke(app, ["cluster", "write", "--partitions", "2"])
    assert (said.exit_code, "2 partitions of" in said.output) == (0, True)
    folder = snapshots_folder(tmp_path) / current().id
    assert len(read_partitions(folder / PARTITIONS).parts) == 2


def test_sentences_of_the_cluster_are_known_to_the_page():
    said = {
        name: value
        for module in (engine, cluster_connection, partition_questions, partition_writer)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and ";" in value
    }
    assert len(said) == len(CLUSTER)
    assert set(said.values()) == set(CLUSTER)


def test_a_cluster_without_dask_is_refused_in_a_sentence(monkeypatch, tmp_path: Path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    for name in ("cluster_connection", "cluster_reports"):
        monkeypatch.delitem(sys.modules, f"geo.snapshot.cluster.{name}", raising=False)
    write_home(tmp_path, report())
    there = next(path for path in snapshots_folder(tmp_path).iterdir() if path.is_dir())
    monkeypatch.setenv(CLUSTER_VARIABLE, "tcp://here")
    with pytest.raises(ClusterError, match="the module distributed is not installed"):
        open_snapshot(there)
