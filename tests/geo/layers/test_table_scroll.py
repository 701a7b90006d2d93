"""The scroll of a table of a million rows, run in Deno: every row is reached, by wheel, bar and keys."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geo.layers import assets
from tests.geo.layers.deno_runs import run_deno

ROW, VIEW, N = 30, 600, 1_000_000
_ASK = """
import { TableScroll } from "./scroll.js";
const [row, view, n] = SIZES;
// An element as a browser has it: its bar keeps within its height.
class Scroller {
  constructor() { this.at = 0; this.most = 0; this.listen = () => {}; }
  addEventListener(_, listen) { this.listen = listen; }
  get scrollTop() { return this.at; }
  set scrollTop(at) { this.at = Math.min(Math.max(0, at), this.most); }
  move(at) { this.scrollTop = at; this.listen(); }
}
const element = new Scroller();
const scroll = new TableScroll(element, () => {});
const height = scroll.fit(n * row, view);
element.most = height - view;
const rest = () => new Promise((done) => setTimeout(done, 250));
const said = { height };
element.move(1e12);
said.end = scroll.top;
scroll.go(0);
for (let turn = 0; turn < 10; turn += 1) element.move(element.at + 100);
said.wheel = scroll.top;
await rest();
said.rested = [scroll.top, element.at * scroll.ratio];
scroll.go(999998 * row);
said.last = Math.floor((scroll.top + view - 1) / row);
element.move(element.at - 30);
said.back = scroll.top;
element.move(0);
said.start = scroll.top;
element.move(element.most / 2);
said.middle = scroll.top / (n * row - view);
console.log(JSON.stringify(said));
""".replace("SIZES", f"[{ROW}, {VIEW}, {N}]")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("scroll")
    script = assets._SCRIPTS / "table" / "scroll.js"  # noqa: SLF001  # the folder of our scripts
    (folder / "scroll.js").write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "ask.js").write_text(_ASK, encoding="utf-8")
    return json.loads(run_deno(folder / "ask.js"))


def test_no_element_is_higher_than_a_browser_makes_it(said: dict[str, Any]):
    assert said["height"] < 16_000_000 < N * ROW


def test_the_bar_reaches_the_last_row_and_the_first(said: dict[str, Any]):
    assert said["end"] == N * ROW - VIEW
    assert said["last"] == N - 1
    assert said["start"] == 0
    assert said["middle"] == pytest.approx(0.5)


def test_the_wheel_moves_by_rows_and_the_bar_follows_at_rest(said: dict[str, Any]):
    assert said["wheel"] == 1_000
    top, bar = said["rested"]
    assert top == 1_000
    assert bar == pytest.approx(1_000)
    assert said["back"] == N * ROW - VIEW - 30
