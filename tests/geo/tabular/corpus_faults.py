"""In which ways a foreign file came to something else than the corpus says it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from geo.model.errors import ShelterlineError
from geo.snapshot.restricted import RESTRICTED_LICENCE

if TYPE_CHECKING:
    from geo.tabular.plan import Plan
    from geo.tabular.questions import Question, Reply
    from tests.geo.tabular.corpus import Case
    from tests.geo.tabular.corpus_readings import Result, Row, Taken

JARGON = (
    *("Extra data", "Expecting", "(char ", "Errno", "Traceback", "NoneType", "codec", "JSONDecode", "BadZip"),
    *("Arrow", "GDAL", "OGR", "openpyxl", "pandas", "pyogrio", "zlib", "sqlite", "Invalid:", "KeyError"),
    *("not well-formed", "delimiter:", "utf-8'", "struct.", "unpack requires", "ElementTree", "ParseError"),
)
"""What readers of a sentence should never see: words of the programs beneath."""
MOST_TRIED = 60
"""Ways to answer all questions of a file that are tried."""
_REACH_M = {"site": 200, "neighbourhood": 1_000, "locality": 3_000}
_WIDE_M = 100_000
_AT_LEAST = ">= "


def faults(case: Case, result: Result, *, of_page: bool = False) -> list[str]:
    """Return each difference as a sentence; none when the file came to what it must."""
    allowed = case.outcomes(of_page=of_page)
    if result.refusal:
        return _of_refusal(case, result.refusal, allowed)
    if result.taken is None:
        return _of_questions(case, result, allowed)
    if "rows" not in allowed:
        return [f"rows came in unasked: {[_short(row) for row in result.taken.rows[:3]]}"]
    asked = result.plan.questions if result.plan else ()
    found = of_rows(case, result.taken, case.of("rows", None), [one.text for one in asked])
    keys = [key for key in case.of("open") if not (of_page and key.startswith("licence"))]
    found += [f"not open: {key}" for key in keys if not any(_is(key, one) for one in asked)]
    if of_page:
        return found
    told = "\n".join(result.taken.told)
    found += [f"not said: {word!r}, but {told!r}" for word in case.of("command_said") if word not in told]
    return found + _of_terms(case, result.taken)


def _of_refusal(case: Case, sentence: str, allowed: Sequence[str]) -> list[str]:
    if "refused" not in allowed:
        return [f"refused: {sentence}"]
    said = case.of("said") if case.of("outcome") == "refused" else ()
    return [f"not said: {word!r}, but {sentence!r}" for word in said if word not in sentence] + jargon(
        [sentence]
    )


def jargon(sentences: Sequence[str]) -> list[str]:
    """Return which sentences have words of the programs beneath."""
    return [f"jargon {word!r}: {one}" for one in sentences for word in JARGON if word in one]


def _of_questions(case: Case, result: Result, allowed: Sequence[str]) -> list[str]:
    assert result.plan
    assert result.answered
    needed = result.plan.needed
    if "questions" not in allowed:
        return [f"asked: {one.key}: {one.text}" for one in needed]
    found = _of_keys(case, needed) + jargon([one.text for one in needed])
    found += [f"no answer: {one.key}" for one in needed if not one.typed and not one.answers]
    if case.accepted is None:
        return found
    plans = list(islice(each_answer(result.plan), MOST_TRIED))
    for key in ("rows", "or_rows") if "or_rows" in case.expected else ("rows",):
        tries = [_tried(case, result.answered, plan, case.of(key, None), needed) for plan in plans]
        if all(tries):
            answers = [[answer.text for answer in one.answers] for one in needed]
            found.append(f"no answer gives {key}; the nearest: {min(tries, key=len)}; of {answers}")
    return found


def _of_keys(case: Case, needed: Sequence[Question]) -> list[str]:
    asked = case.of("asked")
    keys = [one.key for one in needed]
    found = [f"not asked: {key}, but {keys}" for key in asked if not any(_is(key, one) for one in needed)]
    subjects = {key.partition(":")[0] for key in asked}
    beside = [one for one in needed if asked and one.subject not in subjects]
    return found + [f"asked beside: {one.key}: {one.text}" for one in beside]


def each_answer(plan: Plan) -> Iterator[Plan]:
    """Return the plan with each way to answer what is needed."""
    choices = [one.answers or (one.with_text("https://example.org/typed"),) for one in plan.needed]
    return (_answered(plan, answers) for answers in product(*choices))


def _answered(plan: Plan, answers: Sequence[Reply]) -> Plan:
    for question, answer in zip(plan.needed, answers, strict=True):
        plan = plan.answered(question, answer)
    return plan


def _tried(  # what comes of one way to answer
    case: Case,
    answered: Callable[[Plan], Taken],
    plan: Plan,
    rows: Any,  # noqa: ANN401 what TOML can hold
    needed: Sequence[Question],
) -> list[str]:
    try:
        return of_rows(case, answered(plan), rows, [one.text for one in needed])
    except ShelterlineError as error:
        return [str(error)]


def _is(key: str, question: Question) -> bool:
    """Whether a question has a subject and is about some columns at least, as `place: lat, lon` says."""
    subject, _, columns = key.partition(":")
    named = {one.strip() for one in columns.split(",") if one.strip()}
    return question.subject == subject and named <= {*question.columns, question.typed}


def of_rows(case: Case, taken: Taken, rows: Any, asked: Sequence[str]) -> list[str]:  # noqa: ANN401 what TOML can hold
    """Return how what came in differs from the rows that must, and from the counts and words."""
    found = _of_counts(case, taken)
    if rows is not None:
        found += others(case, taken.rows, rows)
    told = "\n".join([*taken.told, *asked])
    found += [f"not said: {word!r}, but {told!r}" for word in case.of("said") if word not in told]
    lacking = [word for word in case.of("because") if word not in taken.reasons]
    found += [f"no reason says {word!r}: {taken.reasons[:600]}" for word in lacking]
    found += [f"a reason says {word!r}" for word in case.of("absent_reason") if word in taken.reasons]
    cells = [str(cell) for row in taken.rows for cell in row.values()]
    found += [f"{text!r} came in" for text in case.of("absent") if any(text in cell for cell in cells)]
    for column in case.of("distinct"):
        said = [row[column] for row in taken.rows]
        found += [f"{column} repeats"] if len(set(said)) < len(said) else []
    for column, cell in case.of("columns_all", {}).items():
        found += [f"{column} is {row[column]!r}" for row in taken.rows if row[column] != cell][:1]
    return found + jargon(taken.told)


def _of_counts(case: Case, taken: Taken) -> list[str]:
    accepted, rejected, duplicates = case.accepted, case.of("rejected", 0), case.of("duplicates", 0)
    found = []
    if accepted is not None and len(taken.rows) != accepted:
        found.append(f"accepted {len(taken.rows)}, expected {accepted}")
    if taken.rejected != rejected:
        found.append(f"rejected {taken.rejected}, expected {rejected}: {taken.reasons[:600]}")
    if taken.duplicates != duplicates:
        found.append(f"duplicates {taken.duplicates}, expected {duplicates}")
    if taken.n_rows != len(taken.rows) + taken.rejected + taken.duplicates:
        found.append(f"{taken.n_rows} rows, which the counts do not add up to")
    return found


def others(case: Case, rows: Sequence[Row], expected: Sequence[Sequence[Any]]) -> list[str]:
    """Return which expected rows did not come in, and which came in beside them."""
    left = [[_cell(row, column) for column in case.of("columns")] for row in rows]
    lacking = []
    for wanted in expected:
        same = next((one for one in left if _are_same(one, wanted, case.of("within", 1e-6))), None)
        if same is None:
            lacking.append(wanted)
        else:
            left.remove(same)
    found = [f"lacking {lacking[:4]}"] if lacking else []
    return [*found, f"instead {left[:4]}"] if left else found


def _cell(row: Row, column: str) -> str | float:
    """Return a cell; `reach_m` is the radius of the ground, `event_end` is there for a single day too."""
    if column == "event_end":
        return row["event_end"] or row["event_start"]
    if column == "reach_m":
        return row["radius_m"] or _REACH_M.get(row["location_precision"], _WIDE_M)
    return row[column]


def _are_same(cells: Sequence[str | float], wanted: Sequence[str | float], within: float) -> bool:
    return all(_is_same(cell, want, within) for cell, want in zip(cells, wanted, strict=True))


def _is_same(cell: str | float, want: str | float, within: float) -> bool:
    if isinstance(want, str):
        least = want.removeprefix(_AT_LEAST)
        return cell == want if least == want else not isinstance(cell, str) and cell >= float(least)
    return not isinstance(cell, str) and abs(cell - want) <= within


def _of_terms(case: Case, taken: Taken) -> list[str]:
    stated = case.of("licence", "")
    source_id, licence = (taken.source.get(name, "") for name in ("source_id", "licence"))
    is_kept_back = licence.startswith(RESTRICTED_LICENCE)
    match stated:
        case "":
            return []
        case "unknown":
            is_so = is_kept_back
        case "acled" | "hdx-hapi":
            is_so = is_kept_back and source_id == stated
        case _:
            is_so = stated in licence
    return [] if is_so else [f"source {source_id!r} with the licence {licence!r}"]


def _short(row: Row) -> Row:
    return {name: row[name] for name in ("event_start", "time_from", "lat", "lon", "kind", "killed_min")}
