"""Files of any form whose columns are not the documented ones: read as text, mapped, still unchecked."""

from geo.sources.files.apply import apply
from geo.sources.files.guess import guess
from geo.sources.files.mapping import Field, Mapping, from_toml, to_toml
from geo.sources.files.opening import SUFFIXES, Foreign, open_file

__all__ = ["SUFFIXES", "Field", "Foreign", "Mapping", "apply", "from_toml", "guess", "open_file", "to_toml"]
