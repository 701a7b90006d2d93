"""What the load part reads out of messages and makes of its waits."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.filters.view import HOME
from geo.layers.folium_map import base_map, state_group
from geo.layers.map_state import MapState, Viewport
from geo.layers.payload import message
from tests.benchmarks.load_figures import Waits, is_missed, percentile, table
from tests.benchmarks.load_session import line_message, tiles_of
from tests.benchmarks.page_messages import Page, ends_run, map_state, state_in
from tests.benchmarks.plain_http import head_of

ID = "$$ID-0123456789abcdef0123456789abcdef-"
STATE = MapState(
    snapshot="0123456789ab",
    query="v=1",
    lang="en",
    dir="ltr",
    geography="",
    viewport=Viewport(*HOME),
    viewport_serial=1,
    layers=("reports",),
    tiles="/tiles/reports/{z}/{x}/{y}.mvt?v=1",
    live="/live/ab_c-'d",
    turn=7,
)


def finished(how: int) -> ForwardMsg:
    return ForwardMsg(script_finished=how)


def buttons(key: str, *labels: str) -> ForwardMsg:
    told = ForwardMsg()
    group = told.delta.new_element.button_group
    group.id = ID + key
    for label in labels:
        group.options.add(content=label)
    return told


def with_map(state: MapState) -> ForwardMsg:
    chart = base_map()
    state_group(state).add_to(chart)
    script = chart.get_root().render()
    told = ForwardMsg()
    told.delta.new_element.component_instance.json_args = json.dumps({"feature_group": script})
    return told


@pytest.mark.parametrize(("share", "value"), [(50, 5), (95, 10), (99, 10), (10, 1), (100, 10)])
def test_a_share_is_the_value_that_so_many_do_not_exceed(share: float, value: float) -> None:
    assert percentile([10, *range(1, 10)], share) == value


def test_no_waits_have_no_share_and_miss_their_budget() -> None:
    assert math.isnan(Waits.of([]).p95)
    assert is_missed("change → end of run, p95 (ms)", math.nan)


def test_a_figure_that_misses_its_budget_stands_out() -> None:
    lines = list(table({"change → end of run, p95 (ms)": 701, "errors of readers": 0}))
    assert lines[2:] == [
        "| change → end of run, p95 (ms) | **701** | 700 |",
        "| errors of readers | 0 | 0 |",
    ]


def test_cached_tiles_are_to_be_at_least_as_many_as_their_budget() -> None:
    name = "cached tiles, 100 connections, a second"
    assert [is_missed(name, n) for n in (2_999, 3_000)] == [True, False]


def test_the_state_of_the_map_is_found_with_the_name_of_its_line() -> None:
    state = map_state(with_map(STATE))
    assert (state["live"], state["turn"]) == ("/live/ab_c-'d", 7)


def test_other_elements_and_other_scripts_bring_no_state() -> None:
    assert map_state(buttons("kinds", "Drone")) is None
    assert state_in("map.fitBounds({a: 1});") is None


def test_a_message_on_the_line_tells_its_state_and_the_tiles_that_came_along() -> None:
    state, tiles = line_message(message(STATE, {"5/1/2": b"abc", "5/1/3": b""}))
    assert (state["turn"], tiles) == (7, {"5/1/2": 3, "5/1/3": 0})


def test_the_tiles_of_a_state_cover_the_screen_and_none_are_wanted_without_reports() -> None:
    state, _ = line_message(message(STATE, {}))
    assert len(tiles_of(state)) >= 4
    assert tiles_of(line_message(message(replace(STATE, tiles=""), {}))[0]) == []


def test_a_pressed_button_stays_pressed_and_a_day_is_asked_for_once() -> None:
    page = Page(query="v=1", widgets={"kinds": ID + "kinds", "from_day": ID + "from_day"})
    page.ask("http://127.0.0.1/", kinds=["Drone"])
    asked = BackMsg.FromString(page.ask("http://127.0.0.1/", from_day="2024-02-03")).rerun_script
    later = BackMsg.FromString(page.ask("http://127.0.0.1/")).rerun_script
    assert [widget.id for widget in later.widget_states.widgets] == [ID + "kinds"]
    day = next(widget for widget in asked.widget_states.widgets if widget.id.endswith("__events"))
    assert json.loads(day.json_trigger_value) == [{"event": "day", "value": "2024-02-03"}]


def test_buttons_are_known_by_the_key_that_the_program_gives_them() -> None:
    page = Page()
    page.take(buttons("kinds", "Airstrike", "Drone").SerializeToString())
    assert page.options == {"kinds": ["Airstrike", "Drone"]}
    assert page.widgets == {"kinds": ID + "kinds"}


def test_messages_and_bytes_are_counted_from_one_question_to_the_next() -> None:
    page, told = Page(), buttons("kinds", "Drone").SerializeToString()
    page.take(told)
    page.ask("http://127.0.0.1/")
    page.take(told)
    page.take(told)
    assert (page.n_messages, page.n_bytes) == (2, 2 * len(told))


def test_a_large_element_is_held_until_as_many_runs_have_not_used_it() -> None:
    page, large = Page(), buttons("kinds", "Drone")
    large.hash, large.metadata.cacheable = "abc", True

    def held_after(*messages: ForwardMsg) -> list[str]:
        asked = BackMsg.FromString(page.ask("http://127.0.0.1/")).rerun_script
        for told in (*messages, finished(ForwardMsg.FINISHED_SUCCESSFULLY)):
            page.take(told.SerializeToString())
        return list(asked.cached_message_hashes)

    held_after(large)
    assert held_after(ForwardMsg(ref_hash="abc")) == ["abc"]
    assert held_after() == ["abc"]
    assert held_after() == ["abc"]
    assert held_after() == []


def test_what_failed_on_the_page_is_noted() -> None:
    page, told = Page(), ForwardMsg()
    told.delta.new_element.exception.message = "redacted"
    page.take(told.SerializeToString())
    assert len(page.faults) == 1


@pytest.mark.parametrize(
    ("how", "is_end"),
    [
        (ForwardMsg.FINISHED_SUCCESSFULLY, True),
        (ForwardMsg.FINISHED_EARLY_FOR_RERUN, False),
        (ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, False),
    ],
)
def test_only_the_end_of_a_whole_page_ends_a_run(how: int, *, is_end: bool) -> None:
    assert ends_run(finished(how)) == is_end


def test_the_head_of_an_answer_is_read_whatever_its_letters() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nTransfer-Encoding:chunked\r\n\r\n".lower()
    assert head_of(head) == (200, {"content-length": "12", "transfer-encoding": "chunked"})
