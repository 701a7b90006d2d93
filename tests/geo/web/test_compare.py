"""Two views compared, for others: page, text, CSV, figure and citation."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from geo.snapshot.current import current
from geo.web.export_limits import Workers
from geo.web.status import BusyError
from tests.builders import day

if TYPE_CHECKING:
    from starlette.testclient import TestClient

A = "from=2023-11-24&to=2023-12-01"
B = "b.from=2023-12-02&b.to=2023-12-09"
COUNTED = ("certain", "possible")


def rows(client: TestClient, query: str) -> list[dict[str, str]]:
    text = client.get(f"/export/compare.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_names_both_views_and_what_each_shows(client: TestClient):
    text = client.get(f"/embed/compare?{A}&{B}&format=text").text
    snapshot = current()
    for first, last in (("2023-11-24", "2023-12-01"), ("2023-12-02", "2023-12-09")):
        view = snapshot.default_view().but(date_from=day(first), date_to=day(last))
        assert f"Showing {snapshot.counts(view).shown} of" in text
    assert "<script" not in text
    assert "No figure here says why it is as it is." in text


def test_a_page_with_maps_may_be_framed_and_loads_nothing_of_others(client: TestClient):
    answer = client.get(f"/embed/compare?{A}&{B}&maps=curtain")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "unsafe" not in policy
    assert 'data-form="curtain"' in answer.text
    assert 'role="slider"' in answer.text


def test_a_bad_value_is_named_and_escaped_on_the_page(client: TestClient):
    text = client.get(f"/embed/compare?{A}&b.src=%3Cscript%3Ealert(1)%3C/script%3E&format=text").text
    assert "ignored: b.src=&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_bad_value_of_a_file_is_refused(client: TestClient):
    for path in ("/export/compare.csv", "/export/compare.svg", "/cite.txt"):
        answer = client.get(f"{path}?{A}&b.to=never")
        assert (answer.status_code, "b.to='never'" in answer.json()["detail"]) == (400, True)


def test_an_unknown_snapshot_is_said_and_not_replaced(client: TestClient):
    answer = client.get(f"/embed/compare?snap=000000000000&{A}&{B}")
    assert answer.status_code == 404
    # What leads to the current data keeps both views.
    (way,) = re.findall(r'href="(/embed/compare[^"]*)"', answer.text)
    assert parse_qs(urlsplit(way.replace("&amp;", "&")).query)["b.to"] == ["2023-12-09"]


@pytest.mark.parametrize("lang", ["ar", "he"])
def test_it_is_read_from_the_right_in_languages_that_are(client: TestClient, lang: str):
    assert f'<html lang="{lang}" dir="rtl"' in client.get(f"/embed/compare?{A}&{B}&lang={lang}").text


def test_the_file_turned_round_says_the_same(client: TestClient):
    back_query = "from=2023-12-02&to=2023-12-09&b.from=2023-11-24&b.to=2023-12-01"
    there, back = rows(client, f"{A}&{B}"), rows(client, back_query)
    assert [row["group"] for row in there] == [row["group"] for row in back]
    for one, other in zip(there, back, strict=True):
        for what in ("reports", "incidents"):
            for end in COUNTED:
                assert one[f"a_{what}_{end}"] == other[f"b_{what}_{end}"]
                assert int(one[f"difference_{what}_{end}"]) == -int(other[f"difference_{what}_{end}"])


def test_the_file_of_equal_views_has_no_difference(client: TestClient):
    found = rows(client, A)
    assert {row[f"difference_reports_{end}"] for row in found for end in COUNTED} == {"0"}
    assert "b." not in urlsplit(found[0]["link"]).query
    assert all(row["snapshot"] == current().id for row in found)


def test_its_first_line_is_what_each_view_shows(client: TestClient):
    total = rows(client, f"{A}&{B}")[0]
    view = current().default_view().but(date_from=day("2023-12-02"), date_to=day("2023-12-09"))
    assert (total["measure"], int(total["b_reports_possible"])) == ("all", current().counts(view).shown)
    assert total["b_days"] == "8"


def test_the_figure_says_both_sentences(client: TestClient):
    answer = client.get(f"/export/compare.svg?{A}&{B}&size=social")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "24 Nov – 1 Dec 2023" in answer.text.replace("\u2009", " ")
    assert "2–9 Dec 2023" in answer.text


def test_a_pair_is_cited_with_both_views(client: TestClient):
    text = client.get(f"/cite.txt?{A}&{B}").text
    assert "Compared: A, Strike reports, 24 Nov" in text
    assert "b.from=2023-12-02" in text
    assert "Compared" not in client.get(f"/cite.txt?{A}").text


def test_work_on_two_views_takes_two_places():
    workers = Workers("figures", threads=1, most=3, most_each=3, retry_after_s=1)
    with workers.place("one", 2), pytest.raises(BusyError), workers.place("other", 2):
        pass
    with workers.place("one", 2), workers.place("other"):
        pass
    # Nobody is shut out by a server that has one place.
    with Workers("figures", threads=1, most=1, most_each=1, retry_after_s=1).place("one", 2):
        pass


def test_a_link_to_a_pair_is_embedded_with_both_views(client: TestClient):
    link = quote(f"http://testserver/compare?{A}&{B}", safe="")
    said = client.get(f"/oembed?url={link}").json()
    assert said["title"].startswith("Compared: A,")
    assert "http://testserver/embed/compare?v=1" in said["html"]
    assert "b.from=2023-12-02" in said["html"]
