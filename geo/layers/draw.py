"""What whoever draws the legend can draw: as SVG for pages, on a sheet for figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from geo.layers.symbols import ZoneSymbol
    from geo.model import Kind

Swatch = TypeVar("Swatch", covariant=True)  # noqa: PLC0105 that of a protocol, named for what it is


class Draw(Protocol[Swatch]):
    """A piece of the map for each line of the legend."""

    def kind(self, kind: Kind) -> Swatch:
        """A single report."""

    def several(self) -> Swatch:
        """Two discs with numbers."""

    def ring(self) -> Swatch:
        """A symbol on the ring of its footprint."""

    def area(self) -> Swatch:
        """An area that reports lie somewhere in."""

    def zone(self, symbol: ZoneSymbol) -> Swatch:
        """A zone status."""

    def earlier(self) -> Swatch:
        """A zone status that another has followed."""

    def sheltering(self) -> Swatch:
        """Two rings of people."""

    def disputed(self) -> Swatch:
        """A disputed boundary."""
