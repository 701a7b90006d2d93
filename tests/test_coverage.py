"""The page of what the bundled chronicle holds and lacks is that of the rows in `data/`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from tools import coverage

MOST_BYTES = 150_000
"""Of the picture, which lies in the repository."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    coverage.main(folder)
    return folder


def test_the_page_in_docs_is_that_of_the_data(written: Path):
    now = (written / coverage.TEXT).read_text("utf-8")
    assert (coverage.DOCS / coverage.TEXT).read_text("utf-8") == now, "run `make coverage` and commit docs/"


def test_the_picture_in_docs_is_that_of_the_page():
    text = (coverage.DOCS / coverage.TEXT).read_bytes()
    with Image.open(coverage.DOCS / coverage.PICTURE) as picture:
        assert picture.text[coverage.HASH_KEYWORD] == sha256(text).hexdigest()


def test_the_picture_is_light_and_says_nothing_of_its_making(written: Path):
    picture = written / coverage.PICTURE
    assert picture.stat().st_size < MOST_BYTES
    with Image.open(picture) as opened:
        assert set(opened.text) == {coverage.HASH_KEYWORD}
