"""What other people call the columns of reports, in English, Arabic and Hebrew, and their codes.

ACLED's names are those of its API guide, UCDP's of the GED codebook, HXL's of hxlstandard.org 1.1.
"""

# ruff: noqa: E501 lists of words, one a line

from __future__ import annotations

import re
from collections.abc import Iterable

from geo.geometry.gazetteer import search_form

_NAMES = {
    "report_id": "report id|id|event id|event id cnty|event_id_cnty|incident id|record id|row id|objectid|fid"
    "|رقم التقرير|معرف|الرقم|מזהה|מספר דיווח",
    "incident_key": "incident key|incident|event key|رمز الحادث|מזהה אירוע",
    "source_id": "source id|source code|رمز المصدر|קוד מקור",
    "publisher": "publisher|published by|source|source name|outlet|media|source original|الناشر|المصدر|מפרסם|מקור",
    "claimant": "claimant|claimed by|reported by|according to|attributed to|صاحب الادعاء|بحسب|טוען|לפי",
    "url": "url|link|source url|web|website|address of page|source link|article|الرابط|رابط|קישור|כתובת אתר",
    "published_date": "published date|published|date published|publication date|source date|تاريخ النشر|תאריך פרסום",
    "event_start": "event start|start date|date start|date|event date|day|incident date|date of incident|from"
    "|occurred|date of event|التاريخ|تاريخ|تاريخ الحدث|تاريخ البداية|תאריך|תאריך אירוע|תאריך התחלה",
    "event_end": "event end|end date|date end|to|until|تاريخ النهاية|תאריך סיום",
    "date_precision": "date precision|date prec|time precision|دقة التاريخ|דיוק תאריך",
    "time_from": "time from|time|hour|event time|time of day|incident time|time of incident|start time"
    "|الساعة|الوقت|وقت الحدث|שעה|שעת האירוע",
    "time_to": "time to|end time|حتى الساعة|שעת סיום",
    "kind": "kind|type|event type|sub event type|attack type|weapon|weapon type|means|type of strike|strike type"
    "|النوع|نوع الهجوم|نوع الحدث|סוג|סוג תקיפה|סוג אירוע",
    "direction_claimed": "direction claimed",
    "place_name": "place name|place|location|location name|locality|where coordinates|site|town|city|neighbourhood"
    "|neighborhood|village|المكان|الموقع|اسم المكان|المدينة|מקום|שם מקום|יישוב|עיר",
    "area_pcode": "area pcode|pcode|p code|adm2 pcode|admin2 pcode|adm1 pcode|admin1 pcode|admin2 code|admin1 code"
    "|رمز المنطقة|קוד אזור",
    "location_precision": "location precision|where prec|geo precision|precision|geoprecision|دقة الموقع|דיוק מיקום",
    "lat": "lat|latitude|y|geometry lat|خط العرض|العرض|קו רוחב|רוחב",
    "lon": "lon|long|lng|longitude|x|geometry lon|خط الطول|الطول|קו אורך|אורך",
    "radius_m": "radius m|radius|radius metres|radius meters|نصف القطر|רדיוס",
    "struck": "struck|target|target type|what was hit|الهدف|יעד|מטרה",
    "strikes_min": "strikes min|min strikes",
    "strikes_max": "strikes max|max strikes",
    "killed_min": "killed min|min killed|low|deaths low|fatalities min|minimum killed",
    "killed_max": "killed max|max killed|high|deaths high|fatalities max|maximum killed",
    "injured_min": "injured min|min injured|wounded min",
    "injured_max": "injured max|max injured|wounded max",
    "responsibility": "responsibility|المسؤولية|אחריות",
    "contained_in": "contained in|part of",
    "summary": "summary|notes|description|event description|details|headline|source headline|title|comment"
    "|الوصف|التفاصيل|ملاحظات|תיאור|פירוט|הערות",
    "read_at": "read at|seen in",
    "relayed_by": "relayed by|relay|via|copied by",
    "location_note": "location note|geo note|where description",
}
FIRED = "actor1|actor 1|side a|perpetrator|attacker|actor|الجهة|الفاعل|תוקף"
"""Columns of which only a person can say whether they name who is said to have fired."""
BOTH_ENDS = {
    "killed": "killed|fatalities|deaths|dead|best|number killed|killed total|القتلى|عدد القتلى|الشهداء|קتלى|הרוגים",
    "injured": "injured|wounded|injuries|number injured|الجرحى|عدد الجرحى|المصابون|פצועים",
    "strikes": "strikes|number of strikes|attacks|عدد الغارات|תקיפות",
}
"""Columns that give one figure: it is both ends of a range, unless the file has those as well."""

UCDP_WHERE = {
    "1": "site", "2": "locality", "3": "governorate", "4": "territory",
    "5": "subregion", "6": "territory", "7": "unlocated",
}  # fmt: skip
"""UCDP GED `where_prec`; see DESIGN, "Mapping of foreign codes"."""
ACLED_WHERE = {"1": "locality", "2": "locality", "3": "governorate"}
"""ACLED `geo_precision`."""
CODEBOOKS: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    "where prec": (
        "UCDP's codes for where_prec",
        {"location_precision": UCDP_WHERE, "radius_m": {"2": "25000"}},
    ),
    "geo precision": (
        "ACLED's codes for geo_precision",
        {"location_precision": ACLED_WHERE, "radius_m": {"2": "10000"}},
    ),
    "date prec": (
        "UCDP's codes for date_prec",
        {"date_precision": {"1": "day", "2": "range", "3": "range", "4": "month", "5": "range"}},
    ),
    "time precision": (
        "ACLED's codes for time_precision",
        {"date_precision": {"1": "day", "2": "range", "3": "month"}},
    ),
}
"""By the name of a column: what its codes are called, and what they mean in our columns."""

TAGS = {
    "report_id": ("#event+id", "#event+report+id", "#event+code"),
    "incident_key": ("#event+incident+key",),
    "source_id": ("#meta+source+id", "#meta+source+code"),
    "publisher": ("#meta+source+name", "#meta+source", "#org+source"),
    "claimant": ("#meta+claimant+name", "#meta+claimant"),
    "url": ("#meta+source+url", "#meta+url", "#url"),
    "published_date": ("#date+published", "#date+reported"),
    "event_start": ("#date+occurred+start", "#date+start", "#date+occurred", "#date"),
    "event_end": ("#date+occurred+end", "#date+end"),
    "date_precision": ("#meta+date+precision",),
    "time_from": ("#event+time+start", "#date+time"),
    "time_to": ("#event+time+end",),
    "kind": ("#event+type", "#event+kind", "#cause+type"),
    "direction_claimed": ("#meta+direction+claimed",),
    "place_name": ("#loc+name", "#loc"),
    "area_pcode": (
        "#loc+area+code+v_pcode",
        "#adm2+code",
        "#adm2+code+v_pcode",
        "#adm1+code",
        "#adm1+code+v_pcode",
    ),
    "location_precision": ("#meta+loc+precision", "#geo+precision"),
    "lat": ("#geo+lat",),
    "lon": ("#geo+lon",),
    "radius_m": ("#geo+radius_m",),
    "struck": ("#event+struck",),
    "strikes_min": ("#event+strikes+num+min",),
    "strikes_max": ("#event+strikes+num+max",),
    "killed_min": ("#affected+killed+num+min", "#affected+killed+min"),
    "killed_max": ("#affected+killed+num+max", "#affected+killed+max"),
    "injured_min": ("#affected+injured+num+min", "#affected+injured+min"),
    "injured_max": ("#affected+injured+num+max", "#affected+injured+max"),
    "responsibility": ("#meta+responsibility",),
    "contained_in": ("#event+report+parent+id",),
    "summary": ("#description+summary", "#description+event", "#description"),
    "read_at": ("#meta+read+url",),
    "relayed_by": ("#meta+relay+name",),
    "location_note": ("#description+loc",),
}
"""HXL tags, the best first. Attributes may stand in any order."""
TAGS_BOTH_ENDS = {
    "killed": "#affected+killed",
    "injured": "#affected+injured",
    "strikes": "#event+strikes+num",
}

_PARTS = re.compile(r"[\W_]+")
_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)

_MEANT_AS_TAG = re.compile(r"#\s*[a-z]", re.IGNORECASE)
_FAULTS = frozenset({"#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""What a spreadsheet writes where a formula failed."""


def plain(name: str) -> str:
    """Return a name without case, marks and signs: `Event_Date` and `event date` meet."""
    return " ".join(
        _PARTS.sub(" ", search_form(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("-", " "))).split()
    )


def same_tag(one: str) -> frozenset[str]:
    """Return what a tag says, whatever the order of its attributes; empty when it is none."""
    if not _TAG.fullmatch(one.strip()):
        return frozenset()
    first, *rest = one.strip().lower().replace(" ", "").split("+")
    return frozenset([first, *(f"+{part}" for part in rest)])


def is_row_of_tags(cells: Iterable[str]) -> bool:
    """Whether most cells that are not empty are HXL tags, or were meant to be: many are written wrongly."""
    said = [cell.strip() for cell in cells if cell.strip()]
    are_meant = [bool(_MEANT_AS_TAG.match(cell)) and cell.upper() not in _FAULTS for cell in said]
    return bool(said) and sum(are_meant) > len(said) / 2


def listed(table: dict[str, str]) -> dict[str, list[str]]:
    """Return the plain names of each entry, which stand in it with a | between."""
    return {ours: [plain(name) for name in names.split("|")] for ours, names in table.items()}


NAMES = listed(_NAMES)
"""By documented column: plain names, the surest first."""
NAMES_BOTH_ENDS = listed(BOTH_ENDS)
