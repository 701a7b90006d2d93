"""What stands in the place of data that cannot be shown: which, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from geo.language import words
from geo.model import Language
from geo.model.errors import ClusterError, DamagedError, ShelterlineError
from geo.web.status import public_reason
from geo.wording.refusals import refusal
from pages.common import state
from pages.common.widgets import plain


def open_or_stop() -> None:
    """Open the snapshot; when it cannot be shown, say why and what to do, and end the page there."""
    try:
        state.snapshot()
    except ShelterlineError as error:
        w = words(Language.EN)
        st.error(plain(w("The data cannot be shown. {reason}", reason=public_reason(error))))
        st.stop()


@contextmanager
def damage_named() -> Iterator[None]:
    """Say what is damaged, or who does not answer, in the place of what a page would have drawn."""
    try:
        yield
    except DamagedError as error:
        w = state.language()
        sentence = w(
            "A table of the data is damaged on this server, so nothing is shown that is read from it. "
            "Whoever runs the server finds out more with “shelterline doctor”. {reason}",
            reason=refusal(str(error), w),
        )
        st.error(plain(sentence))
    except ClusterError as error:
        w = state.language()
        reason = refusal(str(error), w)
        st.error(
            plain(
                w(
                    "No reports are shown at present, rather than a part of them. The reason: {reason}.",
                    reason=reason,
                )
            )
        )
        st.button(w("Try again"), key="ask-again")
        # Whatever else the page asks would wait as long for the same answer.
        st.stop()
