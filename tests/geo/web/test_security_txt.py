"""Whom to tell, where the operator names somebody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from geo.web.security_txt import CONTACT_VARIABLE, PATH

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.mark.usefixtures("with_address")
def test_it_names_the_contact_and_when_to_ask_again(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(CONTACT_VARIABLE, "https://maps.example.org/contact")
    answer = client.get(PATH)
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert said["Contact"] == "https://maps.example.org/contact"
    assert said["Canonical"] == "https://maps.example.org/.well-known/security.txt"
    assert datetime.fromisoformat(said["Expires"]) > datetime.now(UTC)


@pytest.mark.parametrize("contact", ["", "somebody", "javascript:1", "mailto:a@example.org\nContact: b"])
def test_without_a_contact_there_is_none(client: TestClient, monkeypatch: pytest.MonkeyPatch, contact: str):
    monkeypatch.setenv(CONTACT_VARIABLE, contact)
    assert client.get(PATH).status_code == 404
