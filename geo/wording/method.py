"""The rules of the subject in plain words, as the method page prints them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from geo import wording
from geo.filters.registry import reason_labels
from geo.language import N_, Words, names
from geo.language.names import plain
from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; both texts are message ids."""

    title: str
    text: str

    def said(self, words: Words) -> str:
        """Return the text in the reader's language, with the reasons where it lists them."""
        reasons = words("; ").join(map(words, reason_labels().values()))
        return words(self.text, reasons=reasons)


RULES = (
    Rule(
        N_("Every figure is somebody's claim"),
        N_(
            "Publisher, claimant, address and date of publication travel with each figure. There is "
            "no true count here and no verdict: claims about one incident stand side by side."
        ),
    ),
    Rule(
        N_("Where claims differ is said, not which is right"),
        N_(
            "Claims about one incident differ on a number, the kind, the party, the place or the time. Only "
            "what two of them state is compared, as it was recorded. All claims of the snapshot count, those "
            "that a view leaves out as well."
        ),
    ),
    Rule(
        N_("No place is drawn finer than its report"),
        N_(
            "A report with a point is drawn with a ring of the size within which the place lies: "
            "200 m for a site, 1 km for a neighbourhood, 3 km for a locality, or as its source says. "
            "A report of an area is drawn as that area, hatched, with one count, never as a point."
        ),
    ),
    Rule(
        N_("Unknown is not zero"),
        N_(
            "Harm is a range. A claim may be open at one end: “at least 50”, “up to 20”. Where "
            "nothing was said the page says “unknown”."
        ),
    ),
    Rule(
        N_("Nothing is added up"),
        N_(
            "Figures of different claimants, of a whole and its part, or of overlapping periods are "
            "never added. A claim that is part of another is shown as such."
        ),
    ),
    Rule(
        N_("No zone is called safe"),
        N_(
            "A zone is shown as labelled humanitarian by somebody from one day to another, or as "
            "ordered to evacuate by somebody. Outlines are coarse drawings of ours after the words "
            "of a page, not the maps that were published. Where no end is stated, the page says so, and "
            "you choose how that is read: until the next statement on the same place, on the first day only, "
            "or without limit. No reading makes it certain that a status held. A statement that nothing is "
            "known to have ended is drawn as an outline only once it is 90 days old."
        ),
    ),
    Rule(
        N_("What is not on the map is listed"),
        N_(
            "Undated, unlocated and filtered-out reports are counted beside the map, with the reason "
            "of each. The first reason that holds is given, in this order: {reasons}."
        ),
    ),
    Rule(
        N_("Nothing changes silently"),
        N_(
            "A link names the snapshot of the data that it shows. The snapshot's name is made from "
            "its content: the same rows have the same name on every machine."
        ),
    ),
    Rule(
        N_("Do no harm"),
        N_(
            "No names of victims, no images, no live tracking. Single shelter buildings are given no "
            "finer than one kilometre; where a place was coarsened for that reason, its detail says so."
        ),
    ),
    Rule(
        N_("Neutral words, disputed lines"),
        N_(
            "Words are chosen to suit both directions of the fire. Boundaries that are disputed or "
            "not agreed are drawn dash-dotted; no line on the map is a statement on borders."
        ),
    ),
    Rule(
        N_("What stands above the map"),
        N_("Incidents: chosen by number of claims, then by size."),
    ),
    Rule(
        N_("People sheltering"),
        N_(
            "Shown is the newest figure of each area, setting and claimant, if it is at most 14 days old at "
            "the end of the dates. The two rings are the lowest and the highest claim for "
            "the newest day; figures of different days are a change, not a range. Flows, such as people who "
            "returned, are left out."
        ),
    ),
    Rule(
        N_("Reports are not events"),
        N_(
            "Where reports are counted inside and outside something, the incidents that they speak of are "
            "counted beside them, each once. Neither is a number of strikes, and neither says why it is so."
        ),
    ),
    Rule(
        N_("Inside, and beside"),
        N_(
            "A report's ground is its ring within the area that it names, or that area. It is possibly "
            "inside a zone when both share ground, not only an edge, and certainly when the zone covers "
            "it. Borders were drawn more than once, so 150 m at the edge of the area named are not "
            "looked at."
        ),
    ),
    Rule(
        N_("Certain and possible over time"),
        N_(
            "The strip under the map counts reports by the day, week or month. A report is certain in a "
            "period only when all of the days that it names lie in it; one of several days or of a month is "
            "possible in each period that it touches. The strip follows every filter but the dates."
        ),
    ),
    Rule(
        N_("Reports in and beside a pause"),
        N_(
            "Rates go by days, also where hours are known. So on a day on which a pause begins or ends "
            "nothing is certain: a report of that day is possibly in the pause and possibly outside. Of "
            "a pause of some hours a day, no day is certain. A rate runs from the certain reports over the "
            "most days to the possible ones over the fewest. Where no day is certain it has no upper limit. "
            "Reports of the pause's area count that its parties are said to have carried out; one that "
            "names no party is possible. As many days before it and after it stand beside it, and incidents "
            "beside reports: neither counts strikes, and why days differ is not said."
        ),
    ),
    Rule(
        N_("Recent days may be incomplete"),
        N_(
            "Reports come after the event. The delay of a source is the number of days within which nine in "
            "ten of its reports came. It takes five that are dated to the day and say when they were "
            "published; other sources have the delay of all together. The days before the latest "
            "publication of the snapshot, as many as the longest delay of the sources chosen, are shaded."
        ),
    ),
    Rule(
        N_("Languages"),
        N_(
            "The interface is offered in English, Arabic and Hebrew. The Arabic and Hebrew texts await "
            "a native reader's review. Names of places, statements and pauses, and of whoever speaks, are "
            "translated too. A name that is not, and every summary, stays in English as recorded."
        ),
    ),
)


class SourceOrder(StrEnum):
    """By what the sources are put in order."""

    REPORTS = "reports"
    """Most reports first."""
    NAME = "name"
    KIND = "kind"
    LAST = "last"
    """The latest event first."""


SOURCE_ORDERS = {
    SourceOrder.REPORTS: N_("most reports first"),
    SourceOrder.NAME: N_("by name"),
    SourceOrder.KIND: N_("by kind"),
    SourceOrder.LAST: N_("latest event first"),
}
"""How the sources are put in order, as message ids."""


def source_table(snapshot: Snapshot, words: Words, order: SourceOrder = SourceOrder.REPORTS) -> pd.DataFrame:
    """Return the sources with at least one report, by id, in an order; columns titled for reading."""
    table = snapshot.tables["sources"].join(snapshot.store.database.spans_by_source(), how="inner")
    table = table.assign(
        said=[names.claimant(name, words) for name in table["name"]],
        kind=[words(wording.SOURCE_KINDS[kind]) for kind in table["kind"]],
    )
    table = table.assign(by_name=[plain(said).casefold() for said in table["said"]])
    columns, ascending = {
        SourceOrder.REPORTS: (["n", "by_name"], [False, True]),
        SourceOrder.NAME: (["by_name"], [True]),
        SourceOrder.KIND: (["kind", "n", "by_name"], [True, False, True]),
        SourceOrder.LAST: (["last", "n", "by_name"], [False, False, True]),
    }[order]
    table = table.sort_values(columns, ascending=ascending)
    return pd.DataFrame(
        {
            words("Source"): table["said"],
            words("Kind"): table["kind"],
            words("Reports"): table["n"],
            words("First event"): table["first"],
            words("Last event"): table["last"],
            words("Licence"): table["licence"].where(table["licence"] != "", words("not stated")),
            words("Caveat"): table["caveat"],
            words("Address"): table["home_url"],
        }
    )
