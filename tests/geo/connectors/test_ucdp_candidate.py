"""UCDP Candidate: read as UCDP GED is, under ids and caveats of its own; all rows are synthetic."""

from __future__ import annotations

import pytest

from geo.connectors.all_connectors import connector_of, connectors
from geo.model.errors import SourceError
from tests.geo.connectors.events import ged
from tests.geo.connectors.replay import SECRET, Answer, ignore, publisher
from tests.geo.connectors.rows import read, refused, write_csv

CANDIDATE = connectors()["ucdp-candidate"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GEDEvent_v26_0_3.csv", "ucdp-candidate"),
        ("GEDEvent_v26.0.11.csv", "ucdp-candidate"),
        ("ucdp_candidate_march.csv", "ucdp-candidate"),
        ("GEDEvent_v25_1.csv", "ucdp-ged"),
        ("ged251.csv", "ucdp-ged"),
    ],
)
def test_a_version_of_a_month_is_told_from_a_yearly_one_by_its_name(tmp_path, name, expected):
    found = connector_of(write_csv(tmp_path / name, [ged()]))
    assert found is not None
    assert found.contract.id == expected


def test_its_events_have_ids_and_a_source_of_their_own(tmp_path):
    path = write_csv(tmp_path / "GEDEvent_v26_0_3.csv", [ged()])
    (found,), _ = read(CANDIDATE.parse([path]), "reports")
    names = "report_id", "incident_key", "source_id", "claimant", "read_at"
    assert [found[name] for name in names] == [
        *("ucdp-candidate-1", "ucdp-candidate-1", "ucdp-candidate"),
        *("UCDP Candidate, after Synthetic Wire; Synthetic Post", "UCDP Candidate, event 1"),
    ]
    assert refused(CANDIDATE, CANDIDATE.parse([path])) == []


def test_a_month_is_fetched_and_withdraws_nothing(tmp_path):
    page = Answer({"TotalCount": 1, "TotalPages": 1, "NextPageUrl": "", "Result": [ged()]})
    with publisher(page) as here:
        settings = here.settings("UCDP", UCDP_TOKEN=SECRET, UCDP_CANDIDATE_VERSION="26.0.3")
        fetched = CANDIDATE.fetch(tmp_path, settings, ignore)
    assert [asked.path for asked in here.asked] == ["/api/gedevents/26.0.3"]
    assert fetched.whole is None
    assert len(read(CANDIDATE.parse(fetched.paths), "reports")[0]) == 1


def test_a_version_must_be_named(tmp_path):
    with publisher(Answer()) as here, pytest.raises(SourceError, match="UCDP_CANDIDATE_VERSION is not set"):
        CANDIDATE.fetch(tmp_path, here.settings("UCDP", UCDP_TOKEN=SECRET), ignore)


def test_a_row_of_tags_is_no_event_and_that_is_said(tmp_path):
    tags = dict.fromkeys(ged(), "#tag")
    parsed = connectors()["ucdp-ged"].parse([write_csv(tmp_path / "ged.csv", [tags, ged()])])
    assert "The first row holds HXL tags and is no row." in parsed.notes
    assert [len(each) for each in read(parsed, "reports")] == [1, 0]
