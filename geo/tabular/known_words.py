"""Words of other people for the means of a strike, what was struck and how finely something is known.

In English, Arabic and Hebrew. A word that has several of our meanings, or none, is in no list.
"""

# ruff: noqa: E501, RUF001 lists of words in three scripts

from __future__ import annotations

import re
from functools import lru_cache

from geo.tabular.column_names import listed, plain

WORDS = {
    "kind": {
        "airstrike": "airstrike|air strike|airstrikes|air strikes|air raid|aerial|air attack|aerial bombing|bombing"
        "|غارة|غارة جوية|قصف جوي|תקיפה אווירית|תקיפה מהאוויר|הפצצה",
        "drone": "drone|uav|drone strike|uav strike|unmanned aerial vehicle|طائرة مسيرة|مسيرة|רחפן|כטבם|מזלט",
        "missile": "missile|missiles|missile strike|ballistic missile|cruise missile|صاروخ باليستي|טיל|טילים",
        "rocket": "rocket|rockets|rocket fire|rocket attack|qassam|قذيفة صاروخية|صواريخ|רקטה|רקטות",
        "artillery": "artillery|shelling|tank shelling|mortar|tank fire|قصف مدفعي|مدفعية|ארטילריה|ירי ארטילרי|פגז",
        "ground": "ground|ground operation|ground attack|raid|clash|armed clash|توغل|عملية برية|קרקעי|פעולה קרקעית",
        "explosion": "explosion|blast|ied|remote explosive|انفجار|פיצוץ",
        "unspecified": "unspecified|unknown|other|not specified|shelling artillery missile attack|air drone strike"
        "|غير محدد|לא ידוע|אחר",
    },
    "struck": {
        "residential": "residential|residential building|residential area|home|house|apartment|apartment building"
        "|dwelling|منزل|منازل|بيت|شقة|مبنى سكني|בית|בית מגורים|בניין מגורים|דירה",
        "school": "school|university|college|kindergarten|مدرسة|مدارس|جامعة|בית ספר|אוניברסיטה|גן ילדים",
        "hospital": "hospital|clinic|health facility|medical facility|مستشفى|عيادة|בית חולים|מרפאה",
        "camp": "camp|refugee camp|displacement camp|tent|tents|مخيم|مخيم لاجئين|خيام|מחנה|מחנה פליטים|אוהלים",
        "shelter": "shelter|place of shelter|unrwa shelter|ملجأ|مأوى|מקלט",
        "market": "market|سوق|שוק",
        "vehicle": "vehicle|car|truck|motorcycle|bus|سيارة|شاحنة|רכב|מכונית|משאית",
        "place_of_worship": "place of worship|mosque|church|synagogue|temple|مسجد|كنيسة|מסגד|כנסייה|בית כנסת",
        "aid": "aid|aid convoy|aid seekers|aid workers|aid distribution|humanitarian aid|مساعدات|סיוע|סיוע הומניטרי",
        "media": "media|journalist|press|صحفي|إعلام|עיתונאי|תקשורת",
        "infrastructure": "infrastructure|bridge|road|port|airport|power plant|power station|water facility"
        "|بنية تحتية|جسر|طريق|תשתית|תשתיות|גשר|כביש|נמל|תחנת כוח",
        "military": "military|military base|military objective|army base|هدف عسكري|قاعدة عسكرية|מטרה צבאית|בסיס צבאי",
        "crossing": "crossing|border crossing|معبر|מעבר|מעבר גבול",
        "unspecified": "unspecified|unknown|other|not specified|غير محدد|לא ידוע|אחר",
    },
    "location_precision": {
        "site": "site|exact|exact location|building|coordinates|موقع|מדויק",
        "neighbourhood": "neighbourhood|neighborhood|street|quarter|حي|שכונה",
        "locality": "locality|city|town|village|settlement|camp|مدينة|بلدة|יישוב|עיר",
        "governorate": "governorate|district|admin2|adm2|محافظة|מחוז|נפה",
        "subregion": "subregion|region|admin1|adm1|منطقة|אזור",
        "territory": "territory|country|admin0|adm0|بلد|מדינה",
        "unlocated": "unlocated|none",
    },
    "date_precision": {
        "day": "day|exact|exact day|يوم|יום",
        "range": "range|week|period|أسبوع|שבוע",
        "month": "month|شهر|חודש",
        "unknown": "unknown|غير معروف|לא ידוע",
    },
}

OUR_WORD = {
    column: {word: ours for ours, words in listed(table).items() for word in words}
    for column, table in WORDS.items()
}
"""By documented column: our word for a plain word of theirs."""
_SEVERAL = re.compile(r"\s*(?:[,;/|+&،]|\band\b|\bו|\bو)\s*")


@lru_cache(maxsize=4_096)
def word_of(column: str, text: str) -> str:
    """Return our word of a documented column for a text of theirs; empty when it is not known.

    Case, marks and an English plural make no difference. Of several words all must be known, and mean
    the same.
    """
    found = _one(column, text)
    if found:
        return found
    parts = [part for part in _SEVERAL.split(text) if part]
    words = {_one(column, part) for part in parts}
    return next(iter(words)) if len(parts) > 1 and len(words) == 1 else ""


def _one(column: str, text: str) -> str:
    known, said = OUR_WORD.get(column, {}), plain(text)
    return known.get(said) or known.get(said.removesuffix("es")) or known.get(said.removesuffix("s")) or ""
