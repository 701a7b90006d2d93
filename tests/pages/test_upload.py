"""The page of sources: what came in, what changed, and a file of the reader's own, in one session alone."""

from __future__ import annotations

import gc
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from geo.ingest.uploads import agreed, look, take_in
from geo.language import words
from geo.model import Language
from geo.snapshot.current import current
from geo.snapshot.upload import Upload, open_under
from geo.wording.method import SourceOrder
from pages.common import sourcebook
from tests.builders import EN, shown_ids
from tests.pages.scripts import healthy, html, opened, rows_of_table
from tests.reading import open_here

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

ROWS = (
    b"date,place,latitude,longitude,link,killed,what\n"
    b"2023-12-02,Testville,31.5,34.45,https://example.org/a,3,airstrike\n"
    b"2023-12-03,<b>Testville</b>,31.4,34.40,https://example.org/b,,drone\n"
    b"2023-13-03,Testville,31.4,34.40,javascript:alert(1),=1+1,drone\n"
)


@pytest.fixture(autouse=True)
def _reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    open_here(monkeypatch)


def read(rows: bytes = ROWS) -> Upload:
    return take_in("mine.csv", rows, look("mine.csv", rows).mapping, current())


def with_file(own: Upload) -> AppTest:
    app = opened()
    app.session_state["own_file"] = own
    return healthy(app.run())


def part(app: AppTest, name: str) -> AppTest:
    app.session_state["sources_part"] = name
    return healthy(app.switch_page("sources.py").run())


@pytest.mark.parametrize("name", ["came", "changes", "rejects"])
def test_without_an_ingest_the_page_says_so(name: str):
    assert "Nothing has been ingested on top of the bundled chronicle" in html(part(opened(), name))


def test_the_page_offers_to_open_a_file_and_says_where_it_stays():
    app = part(opened(), "own")

    assert "never written to disk" in html(app)
    assert len(app.get("file_uploader")) == 1


def test_what_was_found_out_of_an_open_file_stays_in_sight():
    app = part(with_file(read(ROWS.replace(b",", b";"))), "own")
    assert "Cells are parted by semicolons." in html(app)


def test_an_own_file_is_counted_in_a_line_of_its_own():
    app = with_file(read())

    shown, total = re.search(r"Showing ([\d,]+) of ([\d,]+) reports", html(app)).groups()
    assert total == f"{len(current().reports):,}"
    assert "Your file: 2 of 3 rows shown" in html(app)
    assert "1 row rejected" in html(app)
    assert shown == re.search(r"Showing ([\d,]+) of", html(opened())).group(1)


def test_the_filters_hold_for_the_own_file_as_well():
    app = with_file(read())

    healthy(app.text_input(key="text").input("no such word").run())

    assert "Your file: 0 of 3 rows shown · 2 not shown: without the text 2" in html(app)


def test_the_link_has_nothing_of_the_own_file():
    app = with_file(read())

    assert "mine" not in str(dict(app.query_params))


def test_what_is_rejected_of_the_own_file_is_a_table_and_forgetting_takes_it_away():
    app = part(with_file(read()), "own")

    assert "mine.csv: 2 of 3 rows in order, 1 rejected, 0 given twice." in html(app)
    rejects = rows_of_table(app, "Rejected")
    # One cell serves as lowest and as highest figure, and is refused once.
    assert sorted(row["Field"] for row in rejects) == ["event_start", "killed_min", "url"]

    healthy(app.button(key="own_forget").click().run())

    assert "own_file" not in app.session_state
    assert len(app.get("file_uploader")) == 1


def test_sources_are_put_in_the_order_that_the_reader_asks_for():
    app = opened("sources.py")
    by_number = [row["Source"] for row in rows_of_table(app, "Sources")]

    healthy(app.selectbox(key="source_order_choice").select(SourceOrder.LAST).run())

    listed = rows_of_table(app, "Sources")
    assert sorted(row["Source"] for row in listed) == sorted(by_number)
    assert [row["Source"] for row in listed] != by_number
    first_day, last_day = current().span
    days = [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]
    said = {EN.day(day): day for day in days}
    last = [said[row["Last event"]] for row in listed if row["Last event"]]
    assert last == sorted(last, reverse=True)


def test_many_sources_are_listed_in_part_and_said_to_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sourcebook, "MOST_SOURCES", 3)
    app = opened("sources.py")
    assert len(rows_of_table(app, "Sources")) == 3
    assert [each.value for each in app.caption if "The first 3 of" in each.value]


def test_a_source_leads_to_its_page_in_the_readers_language():
    said = html(opened("sources.py", lang="ar"))

    (first, *_) = re.findall(r'<td><a href="(/source/[^"]+)"', said)

    assert first.endswith(f"?snap={current().id}&amp;lang=ar")


def test_a_point_with_its_coordinates_the_wrong_way_round_is_refused():
    swapped = read(ROWS.replace(b"31.5,34.45", b"34.45,31.5"))
    assert "looks swapped with lon" in swapped.rejects["reason"].to_pylist()


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_the_reasons_are_told_in_the_readers_language(lang: str):
    app = opened(lang=lang)
    app.session_state["own_file"] = read()
    page = part(healthy(app.run()), "own")
    texts = str(rows_of_table(page, words(Language(lang))("Rejected")))
    assert "is no day" not in texts
    assert re.search(r"[\u0590-\u06ff]", texts)


def test_markup_of_the_own_file_is_text():
    app = with_file(own := read())
    app.session_state["own_selected"] = shown_ids(own.snapshot, own.view(current().default_view()), 9)[1]

    said = html(healthy(app.run()))

    assert "From your file" in said
    assert "&lt;b&gt;Testville&lt;/b&gt;" in said
    assert "<b>Testville</b>" not in said


def test_nobody_holds_a_file_that_its_session_has_let_go():
    own = read()
    token = own.token
    assert open_under(token) is own

    del own
    gc.collect()

    assert open_under(token) is None


def test_a_column_that_the_reader_chose_is_read_in_its_own_form():
    rows = b"when,first seen,latitude,longitude,link\n2020-01-01,25/12/2023,31.5,34.4,https://example.org/a\n"
    looked = look("mine.csv", rows)

    columns = {"event_start": "first seen", "lat": "latitude", "lon": "longitude", "url": "link"}
    own = take_in(
        "mine.csv", rows, agreed(looked, looked.plan, columns, {"claimant": "Testville clerk"}), current()
    )

    report = own.snapshot.reports.iloc[0]
    assert (str(report["event_start"].date()), report["claimant"]) == ("2023-12-25", "Testville clerk")


def test_the_source_of_every_row_is_the_file_itself():
    rows = b"source_id,date,latitude,longitude,link\nidf,2023-12-02,31.5,34.4,https://example.org/a\n"

    assert set(read(rows).snapshot.reports["source_id"]) == {"your-file"}


AMBIGUOUS = (
    b"date,seen on,place,latitude,longitude,link\n"
    b"03/04/2024,2024-04-03,Testville,31.5,34.4,https://example.org/a\n"
    b"05/04/2024,2024-04-05,Testville,31.5,34.4,https://example.org/b\n"
)


def dropped(rows: bytes, **parameters: str) -> AppTest:
    app = opened(**parameters)
    app.session_state["sources_part"] = "own"
    healthy(app.switch_page("sources.py").run())
    return healthy(app.file_uploader[0].upload("mine.csv", rows, "text/csv").run())


def days_of(app: AppTest) -> list[str]:
    return sorted(f"{day:%F}" for day in app.session_state["own_file"].snapshot.reports["event_start"])


def question(app: AppTest, column: str):
    found = [one for one in app.radio if one.key.startswith("own_question") and column in one.key]
    return found[0] if found else None


def test_days_that_can_be_read_two_ways_are_asked_for_and_only_those():
    app = dropped(AMBIGUOUS)

    asked = question(app, "date")
    assert asked.value is None
    assert any("2024" in option for option in asked.options)
    assert question(app, "seen on") is None

    asked.set_value(next(n for n, option in enumerate(asked.options) if "March" in option))
    healthy(app.run())
    healthy(app.button(key="own_agree").click().run())

    assert days_of(app) == ["2024-03-04", "2024-05-04"]


def test_nothing_is_taken_in_while_a_question_is_open():
    app = dropped(AMBIGUOUS)
    healthy(app.button(key="own_agree").click().run())
    assert "own_file" not in app.session_state
    assert "1 question is open" in html(app)


def test_days_that_can_be_read_one_way_are_not_asked_for():
    assert question(dropped(AMBIGUOUS.replace(b"05/04", b"25/04")), "date") is None


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_questions_are_asked_in_the_readers_language(lang: str):
    asked = question(dropped(AMBIGUOUS, lang=lang), "date")
    assert all(re.search(r"[\u0590-\u06ff]", text) for text in (asked.label, *asked.options))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "each counts as the day that it was in Gaza"),
        ("ar", "باليوم الذي كان في غزة"),
        ("he", "ליום שהיה אז בעזה"),
    ],
)
def test_days_of_another_time_zone_are_told_in_the_readers_language(lang: str, said: str):
    rows = AMBIGUOUS.replace(b"03/04/2024", b"2024-04-03T23:30:00Z").replace(b"05/04/2024", b"2024-04-05")
    assert said in html(dropped(rows, lang=lang))


def test_a_broken_text_is_told_row_by_row():
    rows = AMBIGUOUS.replace(b"03/04/2024,2024-04-03", b"13/04/2024,2024-04-13").decode().encode("utf-16")
    assert (read(rows).rows, read(rows).rejected) == (2, 0)
    app = dropped(rows + b"A")
    healthy(app.button(key="own_agree").click().run())
    assert app.session_state["own_file"].rejects["reason"].to_pylist() == ["has bytes that are no text"]
