"""What is said of a file of an open snapshot that is no longer what was written; see `DamagedError`."""

from __future__ import annotations

from geo.language import N_

DAMAGE = (
    N_("the table {table} of snapshot {snapshot} is damaged: {file} is missing"),
    N_("the table {table} of snapshot {snapshot} is damaged: {file} cannot be read: {what}"),
    N_("the table {table} of snapshot {snapshot} is damaged: {file} is not the file that was written"),
    N_("the table {table} of snapshot {snapshot} is damaged: {file} was changed while it was in use"),
)
