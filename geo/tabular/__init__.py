"""Files of any form whose columns are not the documented ones: read as text, mapped, still unchecked."""

from geo.tabular.apply import apply
from geo.tabular.guess import guess
from geo.tabular.mapping import MappedField, Mapping, from_toml, to_toml
from geo.tabular.opening import SUFFIXES, Foreign, open_file

__all__ = [
    "SUFFIXES",
    "Foreign",
    "MappedField",
    "Mapping",
    "apply",
    "from_toml",
    "guess",
    "open_file",
    "to_toml",
]
