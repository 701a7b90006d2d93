import logging
import time
import traceback
from collections.abc import Mapping
from email.utils import formatdate

import pytest

from geo.connectors.toolkit.contract import Contract, Manners, Settings
from geo.connectors.toolkit.network import Web
from geo.model import SourceKind
from geo.model.errors import SourceError
from tests.geo.connectors.replay import FEW_TRIES, SECRET, Answer, publisher

CONTRACT = Contract(
    id="synthetic",
    title="Synthetic",
    publisher="Synthetic Wire",
    kind=SourceKind.MEDIA,
    home_url="https://example.org/",
    licence="CC BY 4.0",
    is_redistributable=True,
    cadence="never",
    caveats=(),
    hosts=("example.org", "files.example.net/synthetic/"),
)


def saved(tmp_path, here, settings=None, **asked: Mapping[str, str]):
    path = tmp_path / "answer.json"
    with Web(CONTRACT, settings or here.settings("TEST"), "https://example.org", here.address) as web:
        web.save(path, f"{here.address}/a", **asked)
    return path.read_text(encoding="utf-8")


def why(tmp_path, *answers: Answer, manners=FEW_TRIES, **asked: Mapping[str, str]):
    with publisher(*answers) as here, pytest.raises(SourceError) as error:
        saved(tmp_path, here, here.settings("TEST", manners), **asked)
    return str(error.value), here


@pytest.mark.parametrize("first", [Answer(status=429), Answer(status=500), Answer("{", cut=True)])
def test_what_may_pass_is_asked_for_again(tmp_path, first):
    with publisher(first, Answer("[1]")) as here:
        assert saved(tmp_path, here) == "[1]"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=429), "asks for fewer requests (status 429), 3 times in a row; try again later"),
        (Answer(status=503), "is out of order (status 503), 3 times in a row; try again later"),
        (Answer("{", cut=True), "failed or was cut, 3 times in a row; try again later"),
        (Answer(status=404), "does not know what it was asked for (status 404)"),
        (Answer(status=401), "refuses the request (status 401); check the account or the token"),
    ],
)
def test_what_does_not_pass_is_said_and_leaves_no_file(tmp_path, answer, said):
    sentence, _ = why(tmp_path, answer)
    assert said in sentence
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_not_asked_for_again(tmp_path):
    _, here = why(tmp_path, Answer(status=403))
    assert len(here.asked) == 1


@pytest.mark.parametrize("names_a_date", [False, True])
def test_a_server_that_names_its_patience_is_given_it(tmp_path, names_a_date):
    waited = []
    asked = formatdate(time.time() + 30, usegmt=True) if names_a_date else "7"
    with publisher(Answer(status=429, headers={"Retry-After": asked}), Answer("[]")) as here:
        settings = Settings(here.settings("TEST").given, Manners(), waited.append)
        saved(tmp_path, here, settings)
    assert len(waited) == 1
    assert 0 < waited[0] <= 30 if names_a_date else waited[0] == 7


def test_a_server_that_asks_for_more_patience_than_there_is_is_left_alone(tmp_path):
    sentence, here = why(tmp_path, Answer(status=429, headers={"Retry-After": "86400"}))
    assert "asks to wait 86,400 seconds; try again then" in sentence
    assert len(here.asked) == 1


def test_waits_grow_and_differ(tmp_path):
    waited = []
    with publisher(Answer(status=500)) as here, pytest.raises(SourceError):
        saved(tmp_path, here, Settings(here.settings("TEST").given, Manners(tries=4), waited.append))
    assert 1 <= waited[0] <= 2 <= waited[1] <= 4 <= waited[2] <= 8


def test_a_redirect_on_the_same_host_is_followed(tmp_path):
    with publisher(Answer(status=302, headers={"Location": "/b"}), Answer("[2]")) as here:
        assert (saved(tmp_path, here), here.asked[1].path) == ("[2]", "/b")


@pytest.mark.parametrize(
    "elsewhere", ["http://localhost:1/b", "https://example.com/b", "https://files.example.net/other/b"]
)
def test_a_redirect_to_another_host_is_refused_with_what_to_do(tmp_path, elsewhere):
    sentence, here = why(tmp_path, Answer(status=302, headers={"Location": elsewhere}))
    assert "sends to another address" in sentence
    assert "nothing is fetched from it" in sentence
    assert len(here.asked) == 1


def test_redirects_in_a_circle_end(tmp_path):
    sentence, _ = why(tmp_path, Answer(status=302, headers={"Location": "/a"}))
    assert "sends on and on" in sentence


def test_an_account_is_never_sent_on():
    with publisher(Answer(status=307, headers={"Location": "/b"})) as here:
        web = Web(CONTRACT, here.settings("TEST"), "https://example.org", here.address)
        with web, pytest.raises(SourceError, match="wants an account sent elsewhere"):
            web.sign_in(f"{here.address}/a", {"password": SECRET})
        assert len(here.asked) == 1


def test_an_answer_that_is_too_large_is_refused_while_it_comes(tmp_path):
    sentence, _ = why(tmp_path, Answer("x" * 200_000), manners=Manners(answer_bytes=100_000))
    assert "is larger than 100,000 bytes: refused" in sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("base", ["http://example.org", "https://example.com", "https://example.org:8443"])
def test_no_setting_opens_another_host(base):
    with pytest.raises(SourceError, match="nothing is fetched from it"):
        Web(CONTRACT, Settings({}), "https://example.org", base)


def test_a_declared_path_of_a_shared_host_is_no_more_than_that():
    assert Web(CONTRACT, Settings({}), "https://files.example.net/synthetic/a")
    with pytest.raises(SourceError, match="nothing is fetched"):
        Web(CONTRACT, Settings({}), "https://files.example.net/synthetic/../other")


def test_no_secret_is_printed_logged_or_told(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    headers = {"x-ucdp-access-token": SECRET}
    with publisher(Answer(SECRET, status=500)) as here:
        settings = here.settings("TEST", TOKEN=SECRET)
        with pytest.raises(SourceError) as error:
            saved(tmp_path, here, settings, params={"key": "q"}, headers=headers)
        assert here.asked[0].headers["x-ucdp-access-token"] == SECRET
    told = "".join(traceback.format_exception(error.value)) + repr(settings) + caplog.text
    assert SECRET not in told
    assert SECRET not in "".join(path.read_text() for path in tmp_path.iterdir())


def test_a_setting_that_is_needed_says_what_it_is_for():
    with pytest.raises(SourceError, match="SHELTERLINE_UCDP_TOKEN is not set; set it to the token"):
        Settings({}).need("UCDP_TOKEN", "the token")
