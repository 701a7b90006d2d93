"""What the messages between a browser and its page ask for and say, as far as limits go."""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.web.socket_guard import Asks

_ASKS: Mapping[str | None, Asks] = {
    "rerun_script": Asks.RUN,
    "stop_script": Asks.OTHER,
    "app_heartbeat": Asks.OTHER,
    "file_urls_request": Asks.OTHER,
    "backend_operation_request": Asks.OTHER,
}
"""All others are left unheard: anybody could empty every reader's caches or ask for paths of the server, and
what is no message costs a traceback in the log."""


def asks(message: bytes) -> Asks:
    """Return what a browser asks for."""
    try:
        kind = BackMsg.FromString(message).WhichOneof("type")
    except DecodeError:
        return Asks.NOTHING
    return _ASKS.get(kind, Asks.NOTHING)


def ends_run(message: bytes) -> bool:
    """Whether the page says that a run has ended and that none follows at once."""
    said = ForwardMsg.FromString(message)
    return (
        said.WhichOneof("type") == "script_finished"
        and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )
