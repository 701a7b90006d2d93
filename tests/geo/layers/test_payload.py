from __future__ import annotations

import gzip
import json
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from geo.layers.payload import as_literal, message, payload
from tests.geo.layers.states import ATTACKS, state

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_literal_reads_back_as_the_same_value(value: object):
    assert json.loads(as_literal(value)) == value


@given(st.text(alphabet="_'<>&{}%# xab\u2028\u2029\\\""))
def test_literal_reads_back_as_the_same_hostile_text(text: str):
    assert json.loads(as_literal(text)) == text


def test_payload_carries_every_field_of_the_state():
    drawn = state(text={str(n): attack for n, attack in enumerate(ATTACKS)})
    # What is said of a zone is in the geography, which a browser fetches once.
    zones = [{"id": zone.id, "earlier": zone.earlier} for zone in drawn.zones]
    assert json.loads(payload(drawn)) == json.loads(json.dumps(asdict(drawn) | {"zones": zones}))


def test_the_line_s_message_carries_the_state_and_its_tiles():
    drawn = state(turn=3)
    whole = gzip.decompress(message(drawn, {"9/304/207": b"\x00\xff", "9/305/207": b"\x01"}))
    end = 4 + int.from_bytes(whole[:4], "big")
    said = json.loads(whole[4:end])
    assert said["state"] == json.loads(payload(drawn))
    assert (list(said["tiles"].items()), whole[end:]) == (
        [("9/304/207", 2), ("9/305/207", 1)],
        b"\x00\xff\x01",
    )
