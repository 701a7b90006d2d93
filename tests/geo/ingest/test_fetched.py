"""What is fetched withdraws what its source no longer says, and nothing that was not asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.connectors import acled as acled_module
from geo.connectors import hapi as hapi_module
from geo.snapshot.current import current_id
from tests.geo.connectors.events import SEA, acled, ged, hapi
from tests.geo.connectors.replay import Answer, publisher
from tests.geo.connectors.rows import write_csv
from tests.geo.connectors.test_outlines import layer, package
from tests.geo.ingest.conftest import Answer as Said
from tests.geo.opening import open_current

OLD, NEW = acled(), acled(event_id_cnty="TST2", event_date="2025-05-05")
MANY = [acled(event_id_cnty=f"PSE{n}", event_date="2025-05-05") for n in range(10, 20)]
IDS = [f"acled-PSE{n}" for n in range(10, 20)]
TOKEN = Answer({"access_token": "synthetic-token"})
NAMES = "ACLED_URL", "HAPI_URL", "UCDP_URL", "HDX_URL"


@pytest.fixture
def fetched(command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run the command beside publishers who give these answers, over the bundled chronicle."""
    monkeypatch.setattr(acled_module, "COUNTRIES", ("Palestine",))
    monkeypatch.setattr(hapi_module, "LOCATIONS", ("PSE",))

    def act(*args: object, answers: tuple[Answer, ...] = (), **settings: str) -> Said:
        with publisher(*answers) as here, monkeypatch.context() as said:
            account = {
                "ACLED_USER": "me",
                "ACLED_PASSWORD": "x",
                "UCDP_TOKEN": "x",
                "HDX_APP_IDENTIFIER": "x",
            }
            for name, value in {**account, **dict.fromkeys(NAMES, here.address), **settings}.items():
                said.setenv(f"SHELTERLINE_{name}", value)
            return command(*args, "--json", "--home", tmp_path / "bundled")

    return act


def events(*rows: dict[str, object]) -> tuple[Answer, ...]:
    return TOKEN, Answer({"data": list(rows)})


def counts(*rows: dict[str, object]) -> Answer:
    return Answer({"data": list(rows)})


def theirs(tmp_path: Path, prefix: str = "acled") -> list[str]:
    ids = open_current(tmp_path / "bundled").store.all_ids()
    return [one for one in ids if one.startswith(prefix)]


def test_an_event_that_is_gone_is_withdrawn(fetched, tmp_path: Path):
    fetched("acled", answers=events(*MANY))
    answer = fetched("acled", answers=events(*MANY[1:]))
    assert (answer.counts["withdrawn"], theirs(tmp_path)) == (1, IDS[1:])


def test_a_country_that_shrinks_stays_until_that_is_asked_for(fetched, tmp_path: Path):
    fetched("acled", answers=events(*MANY))
    answer = fetched("acled", answers=events(MANY[0]))
    assert (answer.code, answer.counts["withdrawn"], theirs(tmp_path)) == (0, 0, IDS)
    assert "acled, Palestine: 9 of 10 rows are not said again, and none of them" in answer.stderr
    asked = fetched("acled", "--withdraw", answers=events(MANY[0]))
    assert (asked.counts["withdrawn"], theirs(tmp_path)) == (9, IDS[:1])


def test_an_empty_country_stays_beside_one_that_answers(fetched, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(acled_module, "COUNTRIES", ("Palestine", "Israel"))
    other = acled(event_id_cnty="ISR1", country="Israel", latitude="31.0", longitude="34.8")
    fetched("acled", answers=(*events(*MANY), *events(other)[1:]))
    answer = fetched("acled", answers=(*events(), *events(other)[1:]))
    assert (answer.counts["withdrawn"], theirs(tmp_path)) == (0, ["acled-ISR1", *IDS])
    assert "acled, Palestine: 10 of 10 rows are not said again" in answer.stderr
    assert "withdrawn: the answer is empty." in answer.stderr


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ({"count": 10}, "an answer says that it has 10 rows and has 9"),
        ({"count": 9, "messages": ["Some rows were left out"]}, "the message 'Some rows were left out'"),
    ],
)
def test_an_answer_at_odds_with_itself_withdraws_nothing(fetched, tmp_path: Path, says, why):
    fetched("acled", answers=events(*MANY))
    answer = fetched("acled", answers=(TOKEN, Answer({"status": 200, "data": MANY[1:], **says})))
    assert (answer.counts["withdrawn"], theirs(tmp_path)) == (0, IDS)
    assert f"acled: Palestine: {why}" in answer.stderr.replace("it came with ", "")


def test_an_answer_without_success_changes_nothing(fetched, tmp_path: Path):
    fetched("acled", answers=events(*MANY))
    failed = Answer({"status": 200, "success": False, "data": [], "messages": ["No access"]})
    answer = fetched("acled", answers=(TOKEN, failed))
    assert (answer.code, theirs(tmp_path)) == (1, IDS)
    assert "refuses acled-Palestine: its answer has the status 200 and says No access" in answer.stderr


def test_an_event_that_is_coded_to_a_sea_is_revised(fetched, tmp_path: Path):
    fetched("acled", answers=events(*MANY))
    moved = {**MANY[0], "country": "Red Sea", "latitude": "20.0", "longitude": "38.6"}
    answer = fetched("acled", answers=events(moved, *MANY[1:]))
    counts = [answer.counts[name] for name in ("revised", "withdrawn", "rejected")]
    assert (counts, open_current(tmp_path / "bundled").report("acled-PSE10").area_pcode) == ([1, 0, 0], "RED")


def test_a_fetch_from_a_later_day_withdraws_nothing_of_before(fetched, tmp_path: Path):
    fetched("acled", answers=events(OLD, NEW))
    answer = fetched("acled", answers=events(NEW), ACLED_SINCE="2025-01-01")
    assert (answer.counts["withdrawn"], theirs(tmp_path)) == (0, ["acled-TST1", "acled-TST2"])


def test_a_fetch_from_a_later_day_withdraws_what_is_gone_since(fetched, tmp_path: Path):
    fetched("acled", answers=events(OLD, *MANY))
    answer = fetched("acled", answers=events(*MANY[1:]), ACLED_SINCE="2025-01-01")
    assert (answer.counts["withdrawn"], theirs(tmp_path)) == (1, [*IDS[1:], "acled-TST1"])


def test_an_event_that_may_be_of_before_is_not_withdrawn(fetched, tmp_path: Path):
    fetched("acled", answers=events(acled(event_date="2025-01-03", time_precision="2"), NEW))
    fetched("acled", answers=events(NEW), ACLED_SINCE="2025-01-01")
    assert theirs(tmp_path) == ["acled-TST1", "acled-TST2"]


def test_a_first_day_that_is_none_is_a_sentence(fetched):
    answer = fetched("acled", answers=events(OLD), ACLED_SINCE="January")
    assert (answer.code, "ACLED_SINCE='January' is no day" in answer.stderr) == (1, True)


def test_an_empty_answer_of_one_source_is_not_hidden_by_another(fetched, tmp_path: Path):
    fetched("hdx-hapi", "acled", answers=(*events(OLD), counts(hapi())))
    before = current_id(tmp_path / "bundled")
    answer = fetched("acled", "hdx-hapi", answers=(*events(OLD), counts()))
    assert (answer.code, current_id(tmp_path / "bundled")) == (1, before)
    assert "no row of hdx-hapi is in order, so nothing is replaced" in answer.stderr


def test_an_empty_answer_withdraws_nothing_where_that_is_asked_for(fetched):
    fetched("hdx-hapi", answers=(counts(hapi()),))
    answer = fetched("hdx-hapi", "--keep", answers=(counts(),))
    assert (answer.code, answer.counts["withdrawn"]) == (0, 0)


def test_a_file_without_a_row_of_a_source_does_not_replace_it(fetched, tmp_path: Path):
    fetched("acled", answers=events(OLD))
    answer = fetched(write_csv(tmp_path / "ged.csv", [ged()]), "--replace", "acled", answers=(TOKEN,))
    assert (answer.code, theirs(tmp_path)) == (1, ["acled-TST1"])


@pytest.mark.parametrize(("version", "n_withdrawn"), [("25.1", 1), ("24.1", 0), ("25.0.3", 0)])
def test_a_version_withdraws_only_within_its_years(fetched, tmp_path: Path, version: str, n_withdrawn: int):
    later, same = ged(id=2, date_start="2025-02-02", date_end="2025-02-02"), [ged(id=n) for n in range(3, 9)]
    fetched(write_csv(tmp_path / "ged.csv", [ged(id=1), later, *same]), answers=(TOKEN,))
    page = Answer({"TotalCount": 6, "TotalPages": 1, "NextPageUrl": "", "Result": same})
    answer = fetched("ucdp-ged", answers=(page,), UCDP_VERSION=version)
    assert (answer.counts["withdrawn"], theirs(tmp_path, "ucdp-2")) == (n_withdrawn, ["ucdp-2"])


def test_boundaries_are_fetched_and_withdraw_nothing(fetched):
    answers = package({"format": "GeoJSON", "url": "/x.geojson"}), Answer(layer())
    answer = fetched("cod-ab-pse", answers=answers)
    assert (answer.code, answer.counts["withdrawn"]) == (0, 0)


def test_rows_outside_the_region_are_counted_and_listed_where_that_is_asked_for(fetched, tmp_path: Path):
    lat, lon = SEA
    path = write_csv(tmp_path / "ged.csv", [ged(id=1), ged(id=2, latitude=lat, longitude=lon)])
    counted = fetched(path, "--dry-run")
    assert [counted.counts[name] for name in ("rows_in", "rejected", "outside_region")] == [1, 0, 1]
    assert "ged.csv: 1 row lies outside the region" in counted.stderr
    listed = fetched(path, "--dry-run", "--list-outside")
    assert [listed.counts[name] for name in ("rows_in", "rejected", "outside_region")] == [2, 1, 0]
    assert "ged.csv line 3 (ucdp-2)" in listed.stderr


def test_an_event_that_is_no_strike_any_more_is_withdrawn_and_one_that_cannot_be_read_stays(
    fetched, tmp_path: Path
):
    fetched("acled", answers=events(*MANY))
    battle = {**MANY[0], "event_type": "Battles", "sub_event_type": "Armed clash"}
    unread = {**MANY[1], "latitude": "north"}
    answer = fetched("acled", answers=events(battle, unread, *MANY[2:]))
    assert (answer.counts["withdrawn"], answer.counts["rejected"]) == (1, 2)
    assert theirs(tmp_path) == IDS[1:]
