"""The recipes of CONTRIBUTING name what is there, and no more files of the product than are needed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RECIPES = dict(
    re.findall(
        r"^## How to add a (\w+)\n(.*?)(?=^## |\Z)",
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)
PRODUCT_FILES = {"filter": 2, "connector": 2, "layer": 5, "thing": 6, "format": 2, "page": 3}
"""Files of `geo` and `pages` that each touches, the new ones included."""


def files_of(recipe: str) -> list[str]:
    """Return the files in the table of a recipe, those that it adds and those that it changes."""
    return re.findall(r"^\| `([^`]+/[^`]+\.\w+)`", RECIPES[recipe], re.MULTILINE)


def is_new(path: str) -> bool:
    return "<name>" in path


def test_there_is_a_recipe_for_everything_that_is_added():
    assert RECIPES.keys() == PRODUCT_FILES.keys()


@pytest.mark.parametrize("recipe", PRODUCT_FILES)
def test_a_recipe_touches_few_files_of_the_product(recipe: str):
    of_product = [path for path in files_of(recipe) if path.startswith(("geo/", "pages/"))]
    assert len(of_product) == PRODUCT_FILES[recipe]


@pytest.mark.parametrize("recipe", PRODUCT_FILES)
def test_the_files_of_a_recipe_are_there_and_new_ones_lie_beside_others(recipe: str):
    for path in files_of(recipe):
        assert (ROOT / path).parent.is_dir() if is_new(path) else (ROOT / path).is_file(), path


@pytest.mark.parametrize("recipe", PRODUCT_FILES)
def test_what_a_recipe_says_of_a_file_is_in_it(recipe: str):
    rows = re.findall(r"^\| `([^`<]+/[^`<]+\.\w+)` \| (.*) \|$", RECIPES[recipe], re.MULTILINE)
    for path, text in rows:
        names = re.findall(r"`([A-Za-z_]+)(?:\(\))?`", text)
        content = (ROOT / path).read_text(encoding="utf-8")
        assert [name for name in names if not re.search(rf"\b{name}\b", content)] == [], path
