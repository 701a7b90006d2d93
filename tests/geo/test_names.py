"""One name, one thing: in the library no class and no module is called like another."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import geo

MODULES = sorted(Path(geo.__file__).parent.rglob("*.py"))


def twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, n in Counter(names).items() if n > 1)


def test_no_class_has_the_name_of_another():
    parsed = (ast.parse(path.read_text(encoding="utf-8")) for path in MODULES)
    assert twice(node.name for tree in parsed for node in tree.body if isinstance(node, ast.ClassDef)) == []


def test_no_module_has_the_name_of_another():
    assert twice(path.stem for path in MODULES if path.stem != "__init__") == []
