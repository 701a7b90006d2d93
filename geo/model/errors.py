"""The exception tree.

ShelterlineError
├── SchemaError      a table or row that does not have the documented form
├── SnapshotError    a snapshot that cannot be opened or is not what it says
│   ├── UnknownSnapshotError  a name that no snapshot here has
│   ├── DamagedError          a file of an open snapshot is no longer what was written
│   └── ClusterError           the workers that hold the reports cannot answer now
├── SourceError      a source that cannot be fetched or read
└── PermalinkError   a view parameter that cannot be read
"""


class ShelterlineError(Exception):
    """Base of every error that Shelterline raises on purpose; its text is fit for a reader."""


class SchemaError(ShelterlineError):
    """A table or row does not have the documented form."""

    def __init__(self, table: str, row: str, field: str, value: object, expected: str) -> None:
        super().__init__(f"{table} {row}: {field}={value!r} is not valid; expected {expected}")
        self.table, self.row, self.field, self.value = table, row, field, value


class SnapshotError(ShelterlineError):
    """A snapshot cannot be opened, or its content is not what its name says."""


class UnknownSnapshotError(SnapshotError):
    """No snapshot here has this name."""

    def __init__(self, snapshot_id: str) -> None:
        super().__init__(f"there is no snapshot {snapshot_id!r} here")
        self.snapshot_id = snapshot_id


class DamagedError(SnapshotError):
    """A file of an open snapshot is no longer what was written; what it says cannot be relied on."""

    def __init__(self, table: str, file: str, snapshot_id: str, reason: str) -> None:
        super().__init__(f"the table {table} of snapshot {snapshot_id} is damaged: {file} {reason}")
        self.table, self.file, self.snapshot_id, self.reason = table, file, snapshot_id, reason


class ClusterError(SnapshotError):
    """The workers that hold the reports of a snapshot cannot answer now; nothing is shown meanwhile."""


class SourceError(ShelterlineError):
    """A source cannot be fetched or read."""


class PermalinkError(ShelterlineError):
    """One view parameter cannot be read; the rest of the view is unharmed."""

    def __init__(self, parameter: str, text: str, expected: str) -> None:
        super().__init__(f"{parameter}={text!r} is not valid; expected {expected}")
        self.parameter, self.text, self.expected = parameter, text, expected
