"""What is known of the addresses that rows name, as rows of texts: for editors, and beside a view's rows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import NamedTuple

from geo.export.to_csv import BYTE_ORDER_MARK, neutral_text
from geo.queries.row_addresses import count_addresses
from geo.queries.view_answer import ViewAnswer
from geo.snapshot.address_checks import DEAD, AddressCheck, AddressVerdict, is_copy

MEDIA_TYPE = "text/csv; charset=utf-8"
_COLUMNS = ("url", "read_at")


class AddressRow(NamedTuple):
    """One address, and what is known of it; times are UTC, ISO 8601, empty for never."""

    address: str
    n_rows: int
    """Rows that name it."""
    verdict: str
    status: str
    checked_at: str
    last_seen_at: str
    missed_since: str
    moved_to: str
    archived_copy: str
    archived_at: str
    sha256: str
    note: str


def address_rows(named: Mapping[str, int], checks: Mapping[str, AddressCheck]) -> list[AddressRow]:
    """Return a row for each address, what needs somebody first; `named` are rows by address."""
    found = [_row(address, n, checks.get(address, AddressCheck(address))) for address, n in named.items()]
    return sorted(found, key=lambda row: (_ORDER[row.verdict], bool(row.archived_copy), row.address))


_ORDER = {
    str(verdict): place
    for place, verdict in enumerate(
        (
            AddressVerdict.GONE,
            AddressVerdict.FRONT_PAGE,
            AddressVerdict.NO_ANSWER,
            AddressVerdict.FAILING,
            AddressVerdict.MOVED,
            AddressVerdict.REFUSED,
            AddressVerdict.NOT_ASKED,
            AddressVerdict.UNCHECKED,
            AddressVerdict.THERE,
        )
    )
}


def _row(address: str, n_rows: int, check: AddressCheck) -> AddressRow:
    return AddressRow(
        address,
        n_rows,
        str(check.verdict),
        "" if check.status is None else str(check.status),
        check.checked_at,
        check.last_seen_at,
        check.missed_since,
        check.moved_to,
        check.copy_address,
        check.copy_at,
        check.sha256,
        check.note,
    )


def addresses_in(answer: ViewAnswer) -> dict[str, int]:
    """Return each address that the reports, zones and figures of a view name, with how many times."""
    found: Counter[str] = Counter()
    for batch in answer.snapshot.store.rows(answer.view.filters(), _COLUMNS):
        for name in _COLUMNS:
            count_addresses(found, Counter(text for text in batch.column(name).to_pylist() if text))
    for each in (*answer.zones, *answer.sheltering):
        count_addresses(found, Counter(str(getattr(each, name)) for name in _COLUMNS))
    return dict(sorted(found.items()))


def lacks_copy(row: AddressRow) -> bool:
    """Whether no archived copy is known; an address of an archive's own copy needs none."""
    return not row.archived_copy and not is_copy(row.address)


def needs_editor(row: AddressRow) -> bool:
    """Whether an editor has something to do: it is dead, has moved, does not answer, or no copy is known."""
    troubled = {*DEAD, AddressVerdict.MOVED, AddressVerdict.NO_ANSWER, AddressVerdict.FAILING}
    return row.verdict in set(map(str, troubled)) or lacks_copy(row)


def address_csv(rows: Iterable[AddressRow]) -> bytes:
    """Return the rows as CSV for spreadsheets, no cell of them a formula."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(AddressRow._fields)
    for row in rows:
        writer.writerow([neutral_text(str(cell)) for cell in row])
    return BYTE_ORDER_MARK + text.getvalue().encode("utf-8", "replace")
