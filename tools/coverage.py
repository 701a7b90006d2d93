"""Write what the bundled chronicle holds and lacks: ``docs/coverage.md`` and ``docs/coverage.png``.

    python tools/coverage.py [FOLDER]

The numbers are those of the page of sources, by the same queries. Neither file says when it was made: the
same rows give the same text. The picture carries the hash of the text, so that a test knows whether it is of
the same rows.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import fill
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.charts.chart_spec import PALETTE, PAPER
from geo.charts.typeface import BOLD, FAMILIES, fonts
from geo.language import words
from geo.model import Language
from geo.queries.coverage import coverage
from geo.snapshot.current import write_bundled
from geo.snapshot.files import open_snapshot
from geo.snapshot.home import snapshots_folder
from geo.wording.coverage_sentences import CoverageTable, answer, cautions, tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOCS = Path(__file__).parents[1] / "docs"
TEXT, PICTURE = "coverage.md", "coverage.png"
HASH_KEYWORD = "Comment"
"""Of the text in the PNG that holds the hash."""
_EN = words(Language.EN)
_LABEL_CHARACTERS = 34
_SIZE_IN, _DPI, _COLOURS = (11.0, 12.0), 110, 32
_BAR, _INK, _PAPER = PALETTE[0].light, PALETTE[5].light, PAPER.light
_HEAD = """\
# What the bundled chronicle holds and lacks

`make coverage` writes this page from the rows in `data/`, of snapshot `{snapshot}`. *Sources and method*
shows the same numbers of whichever snapshot is open.

{answer}

![{alt}](coverage.png)

## What may not be concluded

{cautions}
"""
_RULE = """
The kind of a claimant is read from its name, by the list in
[`geo/analysis/claimant_kinds.py`](../geo/analysis/claimant_kinds.py): what stands in brackets is left out, of
several claimants the first counts, and where the name says no kind, that of the publisher counts.
"""


def main(folder: Path = DOCS) -> None:
    """Write both files into a folder."""
    with TemporaryDirectory() as home:
        snapshot = open_snapshot(snapshots_folder(Path(home)) / write_bundled(Path(home)))
        found = coverage(snapshot)
        divided = tables(found, snapshot.areas, _EN)
        sentences = answer(found, _EN), cautions(found, _EN)
        text = markdown(snapshot.id, divided, *sentences)
    (folder / TEXT).write_text(text, encoding="utf-8")
    draw(divided, folder / PICTURE, sha256(text.encode()).hexdigest())


def markdown(
    snapshot_id: str, divided: Sequence[CoverageTable], opening: str, warnings: Sequence[str]
) -> str:
    """Return the page: what may not be concluded first, then every table."""
    titles = _EN.listed([table.title[0].lower() + table.title[1:] for table in divided])
    head = _HEAD.format(
        snapshot=snapshot_id,
        answer=opening,
        alt=f"Bars of the tables below: {titles}",
        cautions="\n".join(f"- {warning}" for warning in warnings),
    )
    return "\n".join([head, *map(_section, divided)]) + _RULE


def _section(table: CoverageTable) -> str:
    rows = [
        f"| {line.label} | {_EN.number(line.n)} | {_EN.percent(line.n, line.of)} |" for line in table.lines
    ]
    head = [f"## {table.title}", "", f"| | {table.counted} | Share |", "|---|---:|---:|"]
    return "\n".join([*head, *rows, *(["", table.note] if table.note else []), ""])


def draw(divided: Sequence[CoverageTable], path: Path, text_hash: str) -> None:
    """Draw every table as bars, periods along the top."""
    fonts()
    style = {"font.family": list(FAMILIES), "font.size": 9, "text.color": _INK, "axes.labelcolor": _INK}
    with mpl.rc_context(style):
        figure = Figure(figsize=_SIZE_IN, dpi=_DPI, facecolor=_PAPER, layout="constrained")
        others = [table for table in divided if table.key != "periods"]
        periods = next(table for table in divided if table.key == "periods")
        grid = figure.add_gridspec(1 + -(-len(others) // 2), 2)
        _columns(figure.add_subplot(grid[0, :]), periods)
        for place, table in enumerate(others):
            _bars(figure.add_subplot(grid[1 + place // 2, place % 2]), table)
        figure.savefig(path)
    _lighten(path, text_hash)


def _columns(axes: Axes, table: CoverageTable) -> None:
    at = range(len(table.lines))
    axes.bar(at, [line.n for line in table.lines], color=_BAR, width=0.8)
    axes.set_xticks(at, [line.label for line in table.lines], rotation=90)
    axes.margins(x=0.01)
    _dress(axes, table)
    axes.tick_params(axis="x", length=0)


def _bars(axes: Axes, table: CoverageTable) -> None:
    at = range(len(table.lines))
    parts = [100 * line.part for line in table.lines]
    axes.barh(at, parts, color=_BAR, height=0.7)
    for place, (line, part) in enumerate(zip(table.lines, parts, strict=True)):
        axes.text(part + 1, place, f"{_EN.number(line.n)} · {_EN.percent(line.n, line.of)}", va="center")
    axes.set_yticks(at, [fill(line.label, _LABEL_CHARACTERS) for line in table.lines])
    axes.invert_yaxis()
    axes.set_xlim(0, 118)
    axes.set_xticks([])
    _dress(axes, table)
    axes.tick_params(axis="y", length=0)


def _dress(axes: Axes, table: CoverageTable) -> None:
    axes.set_title(f"{table.title} ({table.counted.lower()})", loc="left", fontsize=10, fontweight=BOLD)
    axes.set_facecolor(_PAPER)
    axes.tick_params(colors=_INK)
    axes.spines[["top", "right", "bottom", "left"]].set_visible(False)


def _lighten(path: Path, text_hash: str) -> None:
    """Save the picture in few colours, with the hash and without the program's name."""
    said = PngInfo()
    said.add_text(HASH_KEYWORD, text_hash)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(_COLOURS)
    few.save(path, optimize=True, pnginfo=said)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
