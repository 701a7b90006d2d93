"""What UCDP says of the dead of an event: a range of its estimates, and a sentence on what it is made of."""

from __future__ import annotations

from collections.abc import Mapping

from geo.connectors.toolkit.cells import Raw, clipped, number, text, whole

_VIOLENCE = {"1": "State-based violence", "2": "Non-state violence", "3": "One-sided violence"}


def deaths_of(raw: Raw) -> dict[str, str]:
    """Return the range of deaths as UCDP estimates it, and a summary that says what it is made of."""
    figures = {name: text(raw, name) for name in ("low", "best", "high") if name in raw}
    counts = {name: number(value) for name, value in figures.items()}
    known = [count for count in counts.values() if count is not None]
    if len(known) < len(counts):
        # One that is no count is handed over as it is, to be refused with its value.
        least, most = (whole(figures.get(end, figures["best"])) for end in ("low", "high"))
    else:
        least, most = str(min(known)), str(max(known))
    return {"killed_min": least, "killed_max": most, "summary": _summary(raw, counts, least, most)}


def _summary(raw: Raw, counts: Mapping[str, int | None], least: str, most: str) -> str:
    sides = " and ".join(side for side in (text(raw, "side_a"), text(raw, "side_b")) if side)
    kind = _VIOLENCE.get(text(raw, "type_of_violence"), "Violence")
    parts = [f"{kind}: {sides}." if sides else f"{kind}."]
    of = {
        "side A": "deaths_a",
        "side B": "deaths_b",
        "civilians": "civilian_deaths" if "civilian_deaths" in raw else "deaths_civilians",
        "combatants": "combatant_deaths",
        "unknown": "deaths_unknown",
    }
    deaths = ", ".join(f"{who} {whole(text(raw, column))}" for who, column in of.items() if text(raw, column))
    parts.append(f"Deaths, best estimate {text(raw, 'best')}" + (f" ({deaths})." if deaths else "."))
    if "low" not in counts:
        parts.append("The file has no low or high estimate.")
    elif not _is_in_order(counts):
        figures = ", ".join(f"{name} {text(raw, name)}" for name in ("low", "best", "high"))
        parts.append(f"UCDP gives {figures}, out of order; the range {least} to {most} spans all three.")
    if "date_prec" not in raw:
        parts.append(f"The file gives one date, {text(raw, 'date')}, and not how exact it is.")
    return clipped(" ".join(parts), 1_000)


def _is_in_order(counts: Mapping[str, int | None]) -> bool:
    low, best, high = (counts[name] for name in ("low", "best", "high"))
    return low is None or best is None or high is None or low <= best <= high
