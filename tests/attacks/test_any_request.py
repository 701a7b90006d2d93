"""A share of the requests of `any_request`: no route is brought to fail."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.web.routes import ROUTES
from tests.attacks.any_request import METHODS, any_request, failures

N_REQUESTS = 400


def test_no_route_fails_whatever_is_asked():
    with TestClient(Starlette(routes=ROUTES), raise_server_exceptions=False) as client:
        statuses, failed = failures(client, range(N_REQUESTS))
    assert not failed
    # Right ones and wrong ones are among them.
    assert {200, 400, 404, 405} <= statuses.keys()


def test_a_number_makes_the_same_request_again():
    assert [any_request(n) for n in range(50)] == [any_request(n) for n in range(50)]
    assert {any_request(n).method for n in range(500)} == set(METHODS)
