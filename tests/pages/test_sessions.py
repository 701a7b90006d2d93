"""What the framework does for each session besides its pages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit import get_option
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession

from pages.common.sessions import watch_no_files


class LooksEverywhere:
    """Stands for what asks the disk where every module lies."""

    def __init__(self, *_: object) -> None:
        pytest.fail("a session watches files")


def test_no_session_watches_files_neither_a_new_one_nor_one_that_comes_back(monkeypatch: pytest.MonkeyPatch):
    assert get_option("server.fileWatcherType") == "none"
    monkeypatch.setattr(app_session, "LocalSourcesWatcher", LooksEverywhere)
    monkeypatch.setattr(AppSession, "register_file_watchers", AppSession.register_file_watchers)
    watch_no_files()
    AppSession.register_file_watchers(SimpleNamespace(_local_sources_watcher=None, _pages_manager=None))
