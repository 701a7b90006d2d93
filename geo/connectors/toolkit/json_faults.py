"""What is wrong with a text that should be JSON, in words that say where to look and what to do."""

from __future__ import annotations

import json

LONG_NUMBER = "it holds a number of thousands of digits; write it as a text"
"""What is wrong where Python makes no number of so many digits."""


def fault_of(text: str, error: json.JSONDecodeError) -> str:
    """Return what is wrong with a text that could not be read, without the words of the parser."""
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return "it ends before it is whole; fetch or save it again"
    if error.msg == "Extra data":
        return f"from line {error.lineno} on it holds something more; fetch or save it again"
    return f"line {error.lineno} is not written as JSON is; fetch or save it again"
