"""A view as one zip, read by the validators of each standard in which it describes itself."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pandas as pd
import pytest
from csvw import CSVW
from frictionless import Package as FrictionlessPackage
from frictionless import system

from geo.export import provenance
from geo.export.column_texts import UNITS
from geo.export.export_columns import COLUMNS
from geo.export.formats import Suffix
from geo.export.package_readme import FILE_TEXTS
from geo.export.packaged_files import Packer
from geo.export.to_package import write_package
from geo.filters.view import View
from geo.model import Kind, Language, Layer, LocationPrecision
from geo.snapshot.opened import Snapshot
from tests.builders import report, row, snapshot, view_of
from tests.geo.export.files import file_of, rows, unpacked
from tests.geo.export.test_rows import ATTACK, with_restricted_source

CRATE, DATA_PACKAGE, CSV_METADATA = "ro-crate-metadata.json", "datapackage.json", "csv-metadata.json"


@pytest.fixture(scope="module")
def varied() -> Snapshot:
    """Forty synthetic reports of four outlets."""
    random = Random(1)  # noqa: S311 the same reports in every run
    sources = [f"s{n}" for n in range(4)]
    reports = [
        report(
            f"r{n:02}",
            source_id=random.choice(sources),
            kind=random.choice(list(Kind)),
            event_start=f"2024-01-{random.randrange(1, 29):02}",
            location_precision=random.choice(list(LocationPrecision)),
            time_from=random.choice(["", "09:05"]),
            killed_min=random.choice(["", 0, 3]),
            injured_max=random.choice(["", 12]),
            summary=random.choice(["Said of a house.", "قيل عن منزل", 'Said "of" a house,\nand a road']),
        )
        for n in range(40)
    ]
    return snapshot(*reports, sources=[row("sources", each, name=f"Outlet {each}") for each in sources])


def any_view(opened: Snapshot, random: Random) -> View:
    """A view with some of its filters set."""
    some = {
        "sources": tuple(random.sample(list(opened.facet("source_id")), 2)),
        "kinds": tuple(random.sample(list(Kind), 4)),
        "text": random.choice(["house", "منزل", "road", "' OR 1=1"]),
        "layers": (Layer.REPORTS,),
        "date_to": date(2024, 1, random.randrange(1, 29)),
    }
    chosen = {name: value for name, value in some.items() if random.random() < 0.4}
    return opened.default_view().but(lang=random.choice(list(Language)), **chosen)


def package(opened: Snapshot, view: View | None = None) -> dict[str, bytes]:
    return unpacked(file_of(rows(opened, view), Suffix.ZIP))


def problems(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """What the validators and our own check of RO-Crate find wrong with a package."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [*frictionless_errors(folder), *csvw_errors(folder), *crate_errors(files)]


def frictionless_errors(folder: Path) -> list[str]:
    with system.use_context(trusted=True):
        found = FrictionlessPackage(str(folder / DATA_PACKAGE)).validate()
    return [f"{title}: {note}" for title, note in found.flatten(["title", "note"])]


def csvw_errors(folder: Path) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            is_valid = CSVW(str(folder / CSV_METADATA), validate=True).is_valid
        except ValueError as error:
            return [str(error)]
    return [str(warning.message) for warning in caught] or ([] if is_valid else ["CSVW"])


def crate_errors(files: Mapping[str, bytes]) -> Iterator[str]:
    """What RO-Crate 1.1 says must be, and is not; `roc-validator` itself asks the network for its context."""
    said = json.loads(files[CRATE])
    if said["@context"][0] != "https://w3id.org/ro/crate/1.1/context":
        yield "context"
    entities = {entity["@id"]: entity for entity in said["@graph"]}
    if len(entities) != len(said["@graph"]) or not all("@type" in entity for entity in entities.values()):
        yield "an entity stands twice or has no type"
    descriptor, root = entities[CRATE], entities["./"]
    if (descriptor["about"], descriptor["conformsTo"]["@id"]) != (
        {"@id": "./"},
        "https://w3id.org/ro/crate/1.1",
    ):
        yield "descriptor"
    date.fromisoformat(root["datePublished"])
    if root["@type"] != "Dataset" or not (root["name"] and root["description"] and root["license"]["@id"]):
        yield "root"
    if {part["@id"] for part in root["hasPart"]} != set(files) - {CRATE}:
        yield "hasPart is not what is there"
    for to in references(said["@graph"]):
        if to not in entities and to != "https://w3id.org/ro/crate/1.1":
            yield f"nothing is said of {to}"
    for name in set(files) - {CRATE}:
        if (entities[name]["@type"], entities[name]["sha256"]) != (
            "File",
            hashlib.sha256(files[name]).hexdigest(),
        ):
            yield f"{name} is another file"


def references(said: object) -> Iterator[str]:
    if isinstance(said, list):
        for each in said:
            yield from references(each)
    elif isinstance(said, dict):
        if set(said) == {"@id"}:
            yield said["@id"]
        for each in said.values():
            yield from references(each)


@pytest.mark.parametrize("seed", range(10))
def test_the_validators_have_nothing_to_say(varied: Snapshot, tmp_path: Path, seed: int):
    view = any_view(varied, Random(seed))  # noqa: S311 the same views in every run
    assert problems(package(varied, view), tmp_path) == []


def test_the_views_of_the_validators_differ(varied: Snapshot):
    counts = {len(rows(varied, any_view(varied, Random(seed))).found) for seed in range(10)}  # noqa: S311 the same
    assert len(counts) > 4


def test_the_validators_have_nothing_to_say_of_hostile_texts(tmp_path: Path):
    opened = snapshot(
        report("r1", summary=ATTACK, place_name=ATTACK, claimant=ATTACK),
        report("=r/2 ?#", time_from="09:05", time_to="17:00", killed_min=0, killed_max=""),
        report("r2", summary='a\rb\u2028c\x0b"d"\t\x1f,;\x85\r\n e'),
        report("r3", location_precision="unlocated", area_pcode="", published_date=""),
        sources=[row("sources", "synthetic", name=ATTACK, caveat=ATTACK, home_url="no address")],
    )
    assert problems(package(opened), tmp_path) == []


def test_the_validators_have_nothing_to_say_of_a_view_that_finds_nothing(tmp_path: Path):
    opened = snapshot()
    files = package(opened, view_of(opened, text="elsewhere"))
    assert problems(files, tmp_path) == []


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"2024-01-10", b"2024-99-10"),
        (b'"airstrike"', b'"sorcery"'),
        (b'"synthetic"', b'"nobody"'),
        (b"event_end,", b"event_ends,"),
    ],
)
def test_the_validators_find_what_is_wrong(tmp_path: Path, was: bytes, now: bytes):
    files = package(snapshot())
    assert was in files["reports.csv"]
    files["reports.csv"] = files["reports.csv"].replace(was, now, 1)
    problems(files, tmp_path)
    # More than that size and hash are others.
    assert any(not error.startswith(("Hash", "Byte")) for error in frictionless_errors(tmp_path))
    assert csvw_errors(tmp_path)


def test_the_check_of_the_crate_finds_what_is_wrong():
    files = package(snapshot())
    assert list(crate_errors(files)) == []
    files["reports.csv"] += b"\n"
    files[CRATE] = files[CRATE].replace(b'"@id": "#outlet-synthetic"', b'"@id": "#outlet"', 1)
    assert len(list(crate_errors(files))) == 2


def test_the_rows_are_the_bytes_of_the_single_files(varied: Snapshot):
    view = varied.default_view().but(text="house", lang=Language.HE)
    files = package(varied, view)
    for suffix in (Suffix.CSV, Suffix.GEOJSON, Suffix.PARQUET):
        assert files[f"reports.{suffix}"] == file_of(rows(varied, view), suffix)


def test_the_same_view_is_the_same_zip():
    first, second = (file_of(rows(snapshot()), Suffix.ZIP) for _ in range(2))
    with ZipFile(BytesIO(first)) as zipped:
        times = {info.date_time for info in zipped.infolist()}
        assert zipped.testzip() is None
    assert (first == second, times) == (True, {(1980, 1, 1, 0, 0, 0)})


def test_the_readme_names_every_file():
    files = package(snapshot())
    listed = {re.sub(r"\*", ".*", name) for name in FILE_TEXTS}
    assert {name for name in files if not any(re.fullmatch(each, name) for each in listed)} == {"README.txt"}
    assert all(name in files["README.txt"].decode() for name in FILE_TEXTS)


@pytest.mark.parametrize(
    ("lang", "word"), [(Language.EN, "Strike reports"), (Language.AR, "تقارير"), (Language.HE, "דיווחי")]
)
def test_the_texts_are_in_the_language_of_the_view(varied: Snapshot, lang: Language, word: str):
    files = package(varied, varied.default_view().but(lang=lang))
    assert all(word in files[name].decode() for name in ("README.txt", "citation.txt"))


def test_every_column_has_a_meaning_and_every_measure_a_unit():
    files = package(snapshot())
    for described, columns in (
        (json.loads(files[DATA_PACKAGE])["resources"][0]["schema"]["fields"], "description"),
        (json.loads(files[CSV_METADATA])["tables"][0]["tableSchema"]["columns"], "dc:description"),
    ):
        names = [each["name"] for each in described]
        assert names == next(csv.reader(StringIO(files["reports.csv"].decode("utf-8-sig"))))
        assert names == [*COLUMNS, "about_this_file"]
        assert all(each[columns] for each in described)
        with_unit = {each["name"] for each in described if {"unit", "schema:unitCode"} & set(each)}
        assert with_unit == set(UNITS)


def test_the_sources_are_those_of_the_rows_and_no_others():
    sources = [row("sources", name, name=f"Outlet {name}") for name in ("a", "b", "synthetic")]
    opened = snapshot(report("r1", source_id="a"), report("r2"), report("r3", source_id="a"), sources=sources)
    found = pd.read_csv(BytesIO(package(opened)["sources.csv"]))
    assert dict(zip(found["source_id"], found["rows"], strict=True)) == {"a": 2, "synthetic": 1}


def test_what_may_not_be_passed_on_is_in_no_file_of_it():
    files = package(with_restricted_source())
    assert all(b"r2" not in content for name, content in files.items() if name.startswith("reports."))
    assert b"closed" not in files["sources.csv"] + files[CRATE] + files[DATA_PACKAGE]
    assert b"Not redistributable" not in files["LICENSE.txt"] + files["README.txt"]
    assert "1 matching row is left out" in files["README.txt"].decode()


def test_where_it_comes_from_is_told_without_what_may_not_be_named(monkeypatch: pytest.MonkeyPatch):
    inputs = (
        {"name": "testville.csv", "sha256": "ab" * 32, "retrieved": "2026-11-01", "licence": "CC0"},
        {"name": "theirs.csv", "licence": "Not redistributable: synthetic terms"},
    )
    monkeypatch.setattr(provenance, "inputs_of", lambda _: inputs)
    monkeypatch.setattr(provenance, "created", lambda _: date(2026, 11, 2))
    said = package(snapshot())[CRATE].decode()
    entities = {entity["@id"]: entity for entity in json.loads(said)["@graph"]}
    assert entities["#input-1"] == {
        "@id": "#input-1",
        "@type": "CreativeWork",
        "name": "testville.csv",
        "sha256": "ab" * 32,
        "sdDatePublished": "2026-11-01",
        "usageInfo": "CC0",
    }
    assert entities["./"]["datePublished"] == "2026-11-02"
    assert entities["#making"]["instrument"] == {"@id": "#software"}
    assert "theirs.csv" not in said


def test_a_package_is_written_a_part_at_a_time():
    size, made = 1 << 20, 0

    def parts() -> Iterator[bytes]:
        nonlocal made
        for _ in range(5):
            made += 1
            yield Random(made).randbytes(size)  # noqa: S311 bytes that do not get smaller

    packer = Packer(is_large=True)
    for n, part in enumerate(packer.add("a.bin", "application/octet-stream", parts()), start=1):
        assert len(part) < 2 * size
        assert made == min(n, 5)
    assert packer.files[0].n_bytes == 5 * size


def test_a_reader_may_leave_in_the_middle():
    parts = write_package(rows(snapshot()))
    next(parts)
    parts.close()
