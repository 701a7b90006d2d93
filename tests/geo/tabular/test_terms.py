"""Whose rows a file holds and which licence it states, by cells as well as by columns; all synthetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from geo.connectors.toolkit.foreign import batch
from geo.connectors.toolkit.licences import licence_of
from geo.tabular.file_terms import keeper_of, licence_in
from geo.tabular.guess import guess
from geo.tabular.sample import Sample


def sheet(columns: Mapping[str, Sequence[str]]) -> Sample:
    rows = list(zip(*columns.values(), strict=True))
    return Sample.of("mine.csv", list(columns), batch(list(columns), rows, list(range(len(rows))), []))


def keeper(**columns: Sequence[str]) -> str:
    found = keeper_of(sheet(columns))
    return found.id if found else ""


SUB = ["Air/drone strike", "Shelling/artillery/missile attack", "Armed clash", "Air/drone strike"]
IDS = ["PSE1", "PSE204", "ISR33", "LBN4000"]
OWN = ["2024-01-10", "2024-01-11", "2024-01-12", "2024-01-13"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": OWN, "b": SUB}, "acled"),
        ({"b": [text.lower() for text in SUB]}, "acled"),
        ({"nr": IDS, "what": ["Air/drone strike"] * 4}, "acled"),
        ({"nr": IDS, "who": ["Military Forces of Testland (2020-)"] * 4}, "acled"),
        ({"link": ["https://acleddata.com/x"] * 3 + ["https://example.org"]}, "acled"),
        ({"link": ["www.acleddata.com"] * 4}, "acled"),
        ({"from": ["ACLED", "ACLED", "Synthetic Wire", "ACLED, after Wire"]}, "acled"),
        (
            {"kind": ["political_violence", "civilian_targeting", "demonstration", "demonstration"]},
            "hdx-hapi",
        ),
        ({"link": ["https://hapi.humdata.org/api/v2/x"] * 4}, "hdx-hapi"),
        ({"from": ["HDX HAPI (from ACLED data)"] * 4}, "hdx-hapi"),
    ],
)
def test_rows_that_may_not_be_passed_on_are_known_by_their_cells(columns, expected):
    assert keeper(**columns) == expected


@pytest.mark.parametrize(
    "columns",
    [
        {"a": OWN},
        {"nr": IDS, "other": ["ABC1", "DEF2", "GHI3", "JKL4"]},
        {"what": ["Air/drone strike"] * 4},
        {"what": ["Armed clash", "Attack", "Grenade", "Other"], "a": OWN},
        {"link": ["https://example.org/acleddata.com"] * 4},
        {"link": ["https://notacleddata.com/x"] * 4},
        {"from": ["Synthetic Wire", "Testville Post", "Synthetic Wire", "ACLED"]},
        {"text": ["Air/drone strike in Testville, says the Wire", *OWN[1:]]},
        {"kind": ["demonstration", "march", "vigil", "sit-in"]},
        {"nothing": [""] * 4},
    ],
)
def test_rows_of_somebody_else_are_not_taken_for_theirs(columns):
    assert keeper(**columns) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("License: Creative Commons Attribution-ShareAlike (CC BY-SA)", "CC BY-SA"),
        ("Creative Commons Attribution-ShareAlike", "CC BY-SA"),
        ("Creative Commons Attribution 4.0 International", "CC BY 4.0"),
        ("Creative Commons Attribution for Intergovernmental Organisations", "CC BY-IGO"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0", "CC BY-NC-ND 4.0"),
        ("Creative Commons Attribution International", "CC BY"),
        ("cc-by-igo", "CC BY-IGO"),
        ("CC BY 3.0 IGO", "CC BY-IGO 3.0"),
        ("CC-BY-SA-4.0", "CC BY-SA 4.0"),
        ("see https://creativecommons.org/licenses/by-nc/4.0/deed.en", "CC BY-NC 4.0"),
        ("CC0", "CC0"),
        ("Open Database License (ODbL)", "ODbL"),
        ("hdx-odc-by", "ODC-BY"),
        ("in the public domain", "public domain"),
        ("MIT License", "MIT"),
        ("© Testville Observatory. All rights reserved.", "All rights reserved"),
        ("the by-laws", ""),
        ("sent to the office, cc by mail", ""),
        ("permitted", ""),
        ("", ""),
    ],
)
def test_a_licence_is_read_as_licences_are_written(text, expected):
    assert licence_of(["Data notes", text]) == expected


def test_a_column_of_licences_states_one():
    found = licence_in(sheet({"a": OWN, "Licence": ["CC BY-SA 4.0"] * 4}))
    assert found is not None
    assert (found.name, found.column, found.is_known) == ("CC BY-SA 4.0", "Licence", True)


def test_a_column_called_so_is_told_with_what_it_says():
    found = licence_in(sheet({"Terms of use": ["Ask Testville first"] * 4}))
    assert found is not None
    assert (found.name, found.is_known) == ("Ask Testville first", False)


def test_several_licences_are_named_together():
    found = licence_in(sheet({"license": ["CC BY 4.0", "CC0", "CC BY 4.0", "CC BY 4.0"]}))
    assert found is not None
    assert found.name == "CC BY 4.0; CC0"


def test_a_cell_of_any_column_may_state_it():
    found = licence_in(sheet({"a": OWN, "note": ["CC BY-SA", "", "", ""]}))
    assert found is not None
    assert (found.name, found.column) == ("CC BY-SA", "note")


def test_prose_that_mentions_a_licence_states_none():
    texts = ["The post is under CC BY", "A house was hit", "A road was hit", "A farm was hit"]
    assert licence_in(sheet({"a": OWN, "text": texts})) is None


def test_a_guess_of_renamed_rows_keeps_them_back():
    columns = {"day": OWN, "nr": IDS, "what": SUB, "y": ["31.5"] * 4, "x": ["34.4"] * 4}
    rows = list(zip(*columns.values(), strict=True))
    mapping = guess(list(columns), batch(list(columns), rows, [2, 3, 4, 5], []), "mine.csv")
    assert mapping.source["source_id"] == "acled"
    assert mapping.source["licence"].startswith("Not redistributable")
