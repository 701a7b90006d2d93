"""What the framework does for each session besides its pages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from streamlit import get_option
from streamlit.runtime import app_session, media_file_manager
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.media_file_manager import MediaFileManager, MediaFileMetadata
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from pages.common import sessions
from pages.common.sessions import DOWNLOAD_S, Sessions, hold_downloads, watch_no_files
from tests.running import to_its_end


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


def test_a_session_without_a_browser_is_one_that_was_left_until_it_is_closed(
    monkeypatch: pytest.MonkeyPatch,
):
    files = MemoryUploadedFileManager("/_stcore/upload_file")
    manager = WebsocketSessionManager(MemorySessionStorage(), files, ScriptCache(), lambda: None)
    closing = SimpleNamespace(close_session=manager.close_session)
    monkeypatch.setattr(
        sessions,
        "get_instance",
        lambda: SimpleNamespace(_session_mgr=manager, uploaded_file_mgr=files, **vars(closing)),
    )
    monkeypatch.setattr(app_session, "LocalSourcesWatcher", SimpleNamespace)

    async def come_and_go() -> None:
        stays, goes = (
            manager.connect_session(SimpleNamespace(), ScriptData("pages/shell.py"), {}) for _ in range(2)
        )
        assert Sessions().left() == []
        manager.disconnect_session(goes)
        assert Sessions().left() == [goes]
        Sessions().close(goes)
        assert Sessions().left() == []
        assert [info.session.id for info in manager.list_sessions()] == [stays]

    to_its_end(come_and_go())


def test_a_file_that_a_button_saves_waits_for_its_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_file_manager, "MediaFileMetadata", MediaFileMetadata)
    now = [0.0]
    monkeypatch.setattr(sessions, "time", SimpleNamespace(monotonic=lambda: now[0]))
    hold_downloads()
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    button = files.add_deferred(lambda: b"a,b\n", "text/csv", "1.2.3", file_name="a.csv")
    made = Path(urlsplit(files.execute_deferred(button)).path).stem

    # As at the end of each run, of this page or of anybody's.
    for _ in range(5):
        files.remove_orphaned_files()
    assert files.read_file(made).content == b"a,b\n"

    now[0] += DOWNLOAD_S
    files.remove_orphaned_files()
    assert files.read_file(made) is None
