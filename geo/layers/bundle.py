"""Our ES modules as one script, for pages that load scripts as they did before there were modules.

Each module becomes a function of its own that returns what it exports, in the order in which they import
each other. Nothing is parsed: imports and exports have one form each, and any other is refused. Comments that
stand on lines of their own are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "(\.{1,2}/[\w./]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|class|function|async function) (\w+)\b)", re.MULTILINE)
_DEFAULT = re.compile(r"^export default (\w+);$", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


class BundleError(ValueError):
    """A module that cannot be bundled; the message names it and the line."""


def script(folder: Path, entry: str, head: str = "") -> str:
    """Return `entry` and all that it imports as a classic script; `head` stands before the modules."""
    return f'(() => {{\n"use strict";\n{head}{"".join(_functions(folder, entry))}}})();\n'


def module(folder: Path, entry: str, head: str = "") -> str:
    """Return the same as one module that exports what `entry` exports as its default."""
    body = "".join(_functions(folder, entry))
    return f"{head}{body}export default {_variable(entry)}.default;\n"


def _functions(folder: Path, entry: str) -> Iterator[str]:
    done: set[str] = set()

    def visit(name: str, importers: tuple[str, ...]) -> Iterator[str]:
        if name in importers:
            raise BundleError(f"{' imports '.join((*importers, name))}: modules may not go round in a circle")
        if name in done:
            return
        text = (folder / name).read_text(encoding="utf-8")
        for _, address in _IMPORT.findall(text):
            yield from visit(_resolved(name, address), (*importers, name))
        done.add(name)
        yield _function(name, text)

    yield from visit(entry, ())


def _function(name: str, text: str) -> str:
    default = [f"default: {found}" for found in _DEFAULT.findall(text)]
    body = _COMMENT.sub("", text)
    body = _IMPORT.sub(lambda m: f"const {{ {m[1]} }} = {_variable(_resolved(name, m[2]))};", body)
    body = _DEFAULT.sub("", _EXPORT.sub("", body))
    if other := _OTHER.search(body):
        raise BundleError(f"{name}: cannot bundle {other[0]!r}")
    returned = ", ".join([*_EXPORT.findall(text), *default])
    return f"const {_variable(name)} = (() => {{\n{body.strip()}\nreturn {{ {returned} }};\n}})();\n"


def _resolved(importer: str, address: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(importer).parent / address).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _variable(name: str) -> str:
    # No name of ours begins with a dollar sign.
    return "$" + name.removesuffix(".js").replace("/", "$")
