"""The script of the brush index, run in Deno: what a browser would paint of a range of dates."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from geo.layers.assets import assets
from tests.geo.layers.deno_runs import run_deno

_ASK = """
import open from "./brush_index.js";
const { file, locale, asked } = JSON.parse(await new Response(Deno.stdin.readable).text());
const index = open(file, locale);
const answers = asked.map(({ from, to, tiles }) => {
  const range = { from, to };
  const preview = index.preview(range);
  return {
    ...index.counts(range), sentence: index.sentence(range), state: preview.state,
    places: tiles.map(([z, x, y]) => preview.placesAt({ z, x, y })),
  };
});
console.log(JSON.stringify(answers));
"""


@dataclass(frozen=True)
class Asked:
    """A range of days, and tiles of it."""

    first: int
    """Days since 1970."""
    last: int
    tiles: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class BrushScript:
    """The script, in a folder of its own."""

    folder: Path

    @classmethod
    def put(cls, folder: Path) -> Self:
        """Write the script, as a browser is given it."""
        (folder / "brush_index.js").write_bytes(assets()["brush_index.js"].content)
        (folder / "ask.js").write_text(_ASK, encoding="utf-8")
        return cls(folder)

    def paint(self, body: bytes, *asked: Asked, locale: str = "en-GB") -> list[dict[str, Any]]:
        """What the script makes of an answer of the server for each range asked."""
        ranges = [{"from": a.first, "to": a.last, "tiles": a.tiles} for a in asked]
        said = json.dumps({"file": json.loads(body), "locale": locale, "asked": ranges})
        return json.loads(run_deno(self.folder / "ask.js", said.encode()))
