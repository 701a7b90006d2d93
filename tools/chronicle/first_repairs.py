"""Editorial repairs of the first part: cells, rows left out and added, what points stand for."""

from __future__ import annotations

from .changes import Change
from .tables import Row

NOT_ADDED = "figures of different claimants are not added"
AT_SEA = "at sea; no administrative area to draw"
SITUATION_REPORT_75 = (
    "https://www.unrwa.org/resources/reports/"
    "unrwa-situation-report-75-situation-gaza-strip-and-west-bank-including-east-Jerusalem"
)
ROBOT_TOKEN = (
    "?__cf_chl_rt_tk="  # noqa: S105 (a spent token of a web page, kept to recognise it)
    "W87yzUKiKlIXoxHgqSq4C_nifm39gmqizDq.z7h7rIY-1707728894-0-5307"
)

REPAIRS = (
    Change(
        "reports", "r0169", "strikes_max", "36", "30",
        "36 added the six falls counted by the municipality to the 30 interceptions counted by "
        f"the military; {NOT_ADDED}",
    ),
    Change(
        "reports", "r0232", "killed_min", "7", "6",
        "7 added the one death named by Qatar to the six counted by the publisher; "
        f"{NOT_ADDED}, so the row reads at least 6",
    ),
    Change("reports", "r0232", "killed_max", "7", "", "left open, see killed_min of this row"),
    Change(
        "reports", "r0230", "summary",
        "Houthis claimed the attack, calling enemy airports unsafe.",
        "Houthis claimed the attack, calling Israeli airports unsafe.",
        "enemy is the claimant's word; our own summary names the country",
    ),
    Change("reports", "r0072", "location_precision", "subregion", "unlocated", AT_SEA),
    Change("reports", "r0073", "location_precision", "subregion", "unlocated", AT_SEA),
    Change(
        "reports", "r0122", "location_precision", "subregion", "unlocated",
        "no single area code covers both places named; the Golan Heights carry none on purpose",
    ),
    Change(
        "zones", "z041", "read_at",
        f"{SITUATION_REPORT_75}{ROBOT_TOKEN} (published as up to 1.5 million)",
        f"{SITUATION_REPORT_75} (published as up to 1.5 million)",
        "one-time token of a robot check removed from the address",
    ),
)  # fmt: skip
"""Repairs of single cells. ``was`` must match, so that a changed input stops the import."""

ROWS_LEFT_OUT = {
    ("gazetteer", "l-kytc"): "individual shelter building, which the gazetteer does not list "
    "(the row had no point)",
}

ADDED_GAZETTEER: tuple[tuple[Row, str], ...] = (
    (
        {
            "place_id": "hosp-ahli",
            "name_en": "Al-Ahli Arab Hospital",
            "name_ar": "المستشفى الأهلي العربي",
            "name_he": "",
            "alt_names": "Ahli Arab Hospital;Al-Ahli Arab Baptist Hospital;Baptist Hospital;"
            "المستشفى الأهلي العربي المعمداني;المستشفى المعمداني",
            "kind": "hospital",
            "lat": "",
            "lon": "",
            "pcode": "PS0260",
            "parent": "zeitoun",
            "read_at": "https://wikimili.com/en/Al-Ahli_Arab_Hospital and "
            "https://it.m.wikipedia.org/wiki/Ospedale_Al_Alhi; its point is left out",
        },
        "reports name it in English only, and a reader could not find them by its Arabic names",
    ),
)
"""Rows that were not compiled, and why they are here."""

UNLOCATED_NOTES = {
    "r0072": "At sea: the Gulf of Aden belongs to no administrative area.",
    "r0073": "At sea: the Gulf of Aden belongs to no administrative area.",
    "r0122": "No single area covers both places named; the Golan Heights carry no area code here "
    "because their status is disputed.",
}
PLACE_NOTES = {
    "Tal as-Sultan, Rafah": "The point is that of Rafah city; no point for the quarter was read.",
    "Dahiyeh, southern suburbs of Beirut": "The point is that of Beirut; no point for the suburb was read.",
    "Ein el-Hilweh camp, Sidon": "The point is that of Sidon; no point for the camp was read.",
    "Nasser Hospital, Khan Younis": "The point is that of a Khan Younis medical complex in rows "
    "that do not name the hospital, so it is kept coarse.",
    "Majdal Shams, Golan Heights": "No area code is given on purpose: the status of the Golan "
    "Heights is disputed.",
    "Near Binyamina": "The point is that of Binyamina, the town named.",
    "Near Alma ash-Shaab, southern Lebanon": "The point is that of Alma ash-Shaab, the village named.",
}
"""What a point stands for, after the column ``coordinate_source`` of ``places.csv``."""
AREA_NAMES = {
    "ARE": "the United Arab Emirates",
    "BHR": "Bahrain",
    "EGY": "Egypt",
    "IRN": "Iran",
    "IRQ": "Iraq",
    "ISR": "Israel",
    "JOR": "Jordan",
    "KWT": "Kuwait",
    "LBN": "Lebanon",
    "PS01": "the West Bank",
    "PS02": "the Gaza Strip",
    "QAT": "Qatar",
    "RED": "the Red Sea with the western Gulf of Aden",
    "SYR": "Syria",
    "YEM": "Yemen",
}
"""Outlines larger than a governorate: a report of part of one says that all of it is drawn."""

FLOW_PREFIXES = (
    "Left ",
    "Returned ",
    "Newly displaced ",
    "Displacement movements ",
    "Told to move ",
)
FLOW_BY_NOTE = {
    "h047": "the note calls it arrivals since the start of the war",
    "h068": "the note calls it cumulative returns",
    "h118": "the note counts all who were ever evacuated",
    "h119": "the note calls it cumulative returns",
    "h141": "the note calls it uprooted over two years",
    "h144": "the area name makes it a running total since the ceasefire",
}
"""Running totals whose area name does not say so; see the text in brackets of ``read_at``."""
