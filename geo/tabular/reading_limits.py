"""How much a file may ask of the machine that reads it, and the sentence for each way of asking more."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.errors import SourceError


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process that reads one file may use."""

    memory_bytes: int = 600_000_000
    """Of its own, code and libraries included."""
    processor_s: int = 20
    waiting_s: float = 120.0
    """For which somebody waits for it in all; longer than its processor time, as others may be at work."""


USUAL = Limits()


def too_much_memory(name: str, limits: Limits) -> SourceError:
    """Return what is said of a file that unpacks to more than the reader may hold."""
    return SourceError(
        f"{name} takes more than {limits.memory_bytes // 1_000_000:,} MB of memory to read; make it smaller "
        "or save it as CSV; if you trust whoever made it, `shelterline ingest --trust` reads it"
    )


def too_much_work(name: str, limits: Limits) -> SourceError:
    """Return what is said of a file that keeps the processor at work for too long."""
    return SourceError(
        f"{name} takes more than {limits.processor_s:,} seconds of processor time to read; make it smaller "
        "or save it as CSV; if you trust whoever made it, `shelterline ingest --trust` reads it"
    )


def too_long(name: str, limits: Limits) -> SourceError:
    """Return the refusal of a file that is not read in time, whatever takes so long."""
    return SourceError(
        f"{name} is not read within {limits.waiting_s:,.0f} seconds; make it smaller or save it as CSV; if "
        "you trust whoever made it, `shelterline ingest --trust` reads it"
    )


def broken_off(name: str, how: str) -> SourceError:
    """Return what is said of a file at which the reader broke."""
    return SourceError(
        f"Reading {name} broke off ({how}): it is damaged, or made to do harm; save it anew, or as CSV"
    )
