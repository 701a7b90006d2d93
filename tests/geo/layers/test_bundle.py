from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.layers.bundle import BundleError, module, script

if TYPE_CHECKING:
    from pathlib import Path


def folder(tmp_path: Path, **modules: str) -> Path:
    for name, text in modules.items():
        path = tmp_path / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_each_module_is_a_function_that_comes_after_what_it_imports(tmp_path: Path):
    js = folder(
        tmp_path,
        main='import { a, B } from "./parts/one.js";\n\nwindow.sum = a + new B().n;\n',
        parts__one='import { c } from "../two.js";\n\nexport const a = c;\nexport class B { n = 1; }\n',
        two="const hidden = 2;\nexport const c = hidden;\n",
    )
    assert script(js, "main.js", "const HEAD=1;\n") == (
        '(() => {\n"use strict";\nconst HEAD=1;\n'
        "const $two = (() => {\nconst hidden = 2;\nconst c = hidden;\nreturn { c };\n})();\n"
        "const $parts$one = (() => {\nconst { c } = $two;\n\nconst a = c;\nclass B { n = 1; }\n"
        "return { a, B };\n})();\n"
        "const $main = (() => {\nconst { a, B } = $parts$one;\n\nwindow.sum = a + new B().n;\n"
        "return {  };\n})();\n"
        "})();\n"
    )


def test_module_that_two_import_stands_there_once(tmp_path: Path):
    js = folder(
        tmp_path,
        main='import { a } from "./a.js";\nimport { b } from "./b.js";\n',
        a='import { c } from "./c.js";\nexport const a = c;\n',
        b='import { c } from "./c.js";\nexport const b = c;\n',
        c="export const c = 3;\n",
    )
    assert script(js, "main.js").count("const $c =") == 1


def test_default_of_the_entry_is_that_of_the_module(tmp_path: Path):
    js = folder(tmp_path, main="const mount = () => 1;\n\nexport default mount;\n")
    assert module(js, "main.js").endswith(
        "return { default: mount };\n})();\nexport default $main.default;\n"
    )


def test_comments_on_lines_of_their_own_are_left_out_and_nothing_else(tmp_path: Path):
    kept = 'const a = "// kept"; // a remark\nconst b = /** @type {number} */ (1);\n/* one */ const c = 2;\n'
    js = folder(
        tmp_path, main=f"// What it is.\n{kept}  /**\n   * @type {{string}}\n   */\n/* two */\nconst d = 3;\n"
    )
    assert kept + "const d = 3;" in script(js, "main.js")
    assert "What it is" not in script(js, "main.js")
    assert "@type {string}" not in script(js, "main.js")
    assert "two" not in script(js, "main.js")


@pytest.mark.parametrize(
    "line",
    [
        'import "./a.js";',
        'import a from "./a.js";',
        'import * as a from "./a.js";',
        'import { a as b } from "./a.js";',
        'import { a } from "leaflet";',
        "export let a = 1;",
        "export { a };",
        'export { a } from "./a.js";',
        "export default () => 1;",
    ],
)
def test_forms_that_it_does_not_know_are_refused(tmp_path: Path, line: str):
    js = folder(tmp_path, main=f"{line}\n", a="export const a = 1;\n")
    with pytest.raises(BundleError, match=r"main\.js: cannot bundle"):
        script(js, "main.js")


def test_modules_that_import_each_other_are_refused(tmp_path: Path):
    js = folder(
        tmp_path,
        a='import { b } from "./b.js";\nexport const a = 1;\n',
        b='import { a } from "./a.js";\nexport const b = 1;\n',
    )
    with pytest.raises(BundleError, match=r"a\.js imports b\.js imports a\.js"):
        script(js, "a.js")


def test_module_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        script(folder(tmp_path, main='import { a } from "./gone.js";\n'), "main.js")
