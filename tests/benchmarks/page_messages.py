"""What a page and its browser say to each other on the page's socket, read and written without a browser.

A run of a page is one `rerun_script` of the browser and some seventy messages of the page. The browser says
which large elements of earlier runs it still holds, so that these come as a name (`ref_hash`), and forgets
them after as many runs as the page says.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

WIDGET_ID = re.compile(r"\$\$ID-[0-9a-f]{32}-(?P<key>.+)")
_STATE = "Shelterline.update("
_TRIGGER = "$$STREAMLIT_INTERNAL_KEY_{widget}__events"


def run_of(query: str) -> bytes:
    """Return what asks for a run of the page with a query string, and nothing else."""
    message = BackMsg()
    message.rerun_script.query_string = query
    return message.SerializeToString()


@dataclass
class Page:
    """What a browser knows of its page from the messages that came."""

    query: str = ""
    """Query string in the address bar."""
    widgets: dict[str, str] = field(default_factory=dict)
    """Ids of widgets by the key that the program gives them."""
    options: dict[str, list[str]] = field(default_factory=dict)
    """Labels of the buttons of a widget, by its key."""
    chosen: dict[str, list[str]] = field(default_factory=dict)
    """Labels of the buttons that the reader has pressed, by key."""
    faults: list[str] = field(default_factory=list)
    """Texts of errors that the page showed."""
    n_messages: int = 0
    """Messages since the run was asked for."""
    n_bytes: int = 0
    """Their bytes, as they came on the socket."""
    _held: dict[str, int] = field(default_factory=dict)
    """Hashes of large elements that are held, with the run that used them last."""
    _run: int = 0
    _most_runs: int = 2

    def ask(self, url: str, **widgets: list[str] | str) -> bytes:
        """Return what asks for a run, with buttons to press (labels by key) or days to enter."""
        self.n_messages = self.n_bytes = 0
        self._run += 1
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.context_info.url = url
        asked.context_info.timezone = "UTC"
        asked.context_info.locale = "en"
        asked.cached_message_hashes.extend(self._held)
        self.chosen |= {key: value for key, value in widgets.items() if isinstance(value, list)}
        for key, labels in self.chosen.items():
            state = asked.widget_states.widgets.add(id=self.widgets[key])
            state.string_array_value.data.extend(labels)
        for key, day in widgets.items():
            if isinstance(day, str):
                # The field's own state, which holds nothing, and what has just happened to it.
                asked.widget_states.widgets.add(id=self.widgets[key]).json_value = "{}"
                state = asked.widget_states.widgets.add(id=_TRIGGER.format(widget=self.widgets[key]))
                state.json_trigger_value = json.dumps([{"event": "day", "value": day}])
        return message.SerializeToString()

    def take(self, raw: bytes) -> ForwardMsg:
        """Read a message, and remember what later ones need of it."""
        message = ForwardMsg.FromString(raw)
        self.n_messages += 1
        self.n_bytes += len(raw)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._most_runs = message.new_session.config.max_cached_message_age
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "ref_hash":
            self._held[message.ref_hash] = self._run
        elif kind == "script_finished":
            self._held = {name: run for name, run in self._held.items() if self._run - run < self._most_runs}
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._note(message)
        return message

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if message.metadata.cacheable:
            self._held[message.hash] = self._run
        if kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR):
            self.faults.append(str(getattr(element, kind))[:200])
        found = WIDGET_ID.fullmatch(getattr(getattr(element, kind), "id", "")) if kind else None
        if found:
            self.widgets[found["key"]] = found[0]
        if found and kind == "button_group":
            self.options[found["key"]] = [option.content for option in element.button_group.options]


def ends_run(message: ForwardMsg) -> bool:
    """Whether a run of the whole page has ended and none follows at once."""
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
    )


def map_state(message: ForwardMsg) -> dict[str, Any] | None:
    """Return the state that a message brings to the map: an object of `geo.layers.map_state`, or None."""
    if message.WhichOneof("type") != "delta" or not message.delta.HasField("new_element"):
        return None
    element = message.delta.new_element
    if element.WhichOneof("type") != "component_instance":
        return None
    script = json.loads(element.component_instance.json_args).get("feature_group") or ""
    return state_in(script)


def state_in(script: str) -> dict[str, Any] | None:
    """Return the state that a script hands to the map: the object after the map's name; None without one."""
    _, is_there, rest = script.partition(_STATE)
    if not is_there:
        return None
    return json.JSONDecoder().raw_decode(rest[rest.index("{") :])[0]
