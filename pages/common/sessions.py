"""The framework's sessions, as those who keep files for them ask for them."""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import AbstractContextManager

from streamlit import get_option
from streamlit.runtime import exists, get_instance, media_file_manager
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.media_file_manager import MediaFileMetadata
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.web.arriving_files import HELD
from geo.web.run_place import lent

DOWNLOAD_S = 20.0
"""How long a browser has to ask for a file made for it; a reading that has begun goes on to its end."""


class Sessions:
    """See `geo.web.arriving_files.Sessions` and `geo.web.kept_sessions`."""

    def is_active(self, session: str) -> bool:
        """Whether a browser is connected."""
        return get_instance().is_active_session(session)

    def left(self) -> Collection[str]:
        """Return the sessions that the framework keeps for a browser that may come back."""
        known = get_instance()._session_mgr  # noqa: SLF001 no other way to those that are stored
        active = {info.session.id for info in known.list_active_sessions()}
        return [info.session.id for info in known.list_sessions() if info.session.id not in active]

    def remove(self, session: str, file: str) -> None:
        """Let go of one file."""
        get_instance().uploaded_file_mgr.remove_file(session, file)

    def close(self, session: str) -> None:
        """Let go of all that a session has, and of a file that came after its end."""
        get_instance().close_session(session)
        get_instance().uploaded_file_mgr.remove_session_files(session)


def watch_no_files() -> None:
    """Hold sessions that come back to the setting, where it says that files are not watched.

    Streamlit asks it for new sessions alone. The others would go through all modules in the event loop, and
    whoever comes back again and again would keep everybody waiting.
    """
    if get_option("server.fileWatcherType") == "none":
        AppSession.register_file_watchers = _watch_nothing


def _watch_nothing(_session: AppSession) -> None:
    pass


class HeldDownload(MediaFileMetadata):
    """What the framework knows of a file that it keeps; one that nobody shows any more stays for a while.

    A file that a button saves is made on the click, and no page refers to it. Streamlit forgets such files
    at the second end of a run after that, of any page: with many readers, before the browser asks for it.
    """

    def __init__(self, kind: MediaFileKind = MediaFileKind.MEDIA) -> None:
        super().__init__(kind)
        self._free_at_s: float | None = None

    @property
    def is_marked_for_delete(self) -> bool:
        """Whether nobody has shown it for `DOWNLOAD_S`."""
        return self._free_at_s is not None and time.monotonic() >= self._free_at_s

    def mark_for_delete(self) -> None:
        """Note that nobody shows it now."""
        if self._free_at_s is None:
            self._free_at_s = time.monotonic() + DOWNLOAD_S


def hold_downloads() -> None:
    """Let the framework keep a file that a button saves until the browser has had time to ask for it."""
    media_file_manager.MediaFileMetadata = HeldDownload  # type: ignore[misc]


def own_id() -> str:
    """Return the id of the session in which this runs."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def place_lent() -> AbstractContextManager[None]:
    """Let another page run while this one only waits for its reader's map."""
    client = get_instance().get_client(own_id()) if exists() else None
    socket = getattr(client, "_websocket", None)
    return lent(socket.scope if socket else {})


def let_go_of_content() -> None:
    """Let go of the bytes of what this session uploaded, once its rows are read."""
    context = get_script_run_ctx()
    if context:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def let_go_of_files() -> None:
    """Let go of what this session uploaded, and of the room that it takes."""
    let_go_of_content()
    HELD.release(own_id())


def is_full() -> bool:
    """Whether the sessions of this server hold as many files as it takes on."""
    return HELD.is_full


def is_way_back() -> bool:
    """Whether this run was asked for by the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
