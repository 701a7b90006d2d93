"""Sources in groups, by kind and then by country, so that a whole group is chosen or given back at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from geo.model import SourceKind
from geo.model.rows import Row


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Sources of one kind and one country, those with most reports first."""

    kind: SourceKind
    country: str
    """ISO 3166-1 alpha-3; empty when it is not known."""
    ids: tuple[str, ...]

    @property
    def key(self) -> str:
        """What stands for the whole group where a source's id may stand; no id has such a form."""
        return f"{self.kind}/{self.country}"


@dataclass(frozen=True, slots=True)
class SourceGroups:
    """The groups of the sources of a snapshot, in the order in which they are offered."""

    groups: tuple[SourceGroup, ...]
    """By kind, in the order of `SourceKind`; then by number of reports, what has no country last."""

    @classmethod
    def of(cls, sources: Iterable[Row], counts: Mapping[str, int]) -> SourceGroups:
        """Group rows of sources, with `counts` of reports by id; a source without a report is in no group."""
        rows = [row for row in sources if row.source_id in counts]
        order = list(SourceKind)

        def place(row: Row) -> tuple[int, str]:
            return order.index(SourceKind(row.kind)), _country(row)

        groups = [
            SourceGroup(order[kind], country, _most_first(members, counts))
            for (kind, country), members in groupby(sorted(rows, key=place), key=place)
        ]
        return cls(
            tuple(
                sorted(
                    groups,
                    key=lambda g: (order.index(g.kind), not g.country, -sum(counts[i] for i in g.ids)),
                )
            )
        )

    @property
    def ids(self) -> frozenset[str]:
        """Every source of a group."""
        return frozenset(i for group in self.groups for i in group.ids)

    @property
    def kinds(self) -> dict[SourceKind, tuple[str, ...]]:
        """The sources of each kind that has any."""
        return {
            kind: tuple(i for group in groups for i in group.ids)
            for kind, groups in groupby(self.groups, key=lambda group: group.kind)
        }

    @property
    def choosable(self) -> dict[str, tuple[str, ...]]:
        """The sources of each group that is worth choosing as a whole, by its key.

        A group of one is its source, and one that is all of a kind is that kind.
        """
        kinds = self.kinds
        return {group.key: group.ids for group in self.groups if 1 < len(group.ids) < len(kinds[group.kind])}

    def options(self) -> Iterator[tuple[str, SourceGroup]]:
        """Return the key of each group that is choosable, followed by its sources, each with its group."""
        choosable = self.choosable
        for group in self.groups:
            if group.key in choosable:
                yield group.key, group
            yield from ((source_id, group) for source_id in group.ids)

    def whole_kinds(self, chosen: Iterable[str]) -> list[SourceKind]:
        """Return the kinds of which every source is chosen."""
        has = set(chosen)
        return [kind for kind, ids in self.kinds.items() if has.issuperset(ids)]

    def shown(self, chosen: Iterable[str]) -> list[str]:
        """Return what is shown as chosen beside whole kinds: keys of whole groups, and single sources."""
        has, choosable = set(chosen), self.choosable
        has -= {i for kind in self.whole_kinds(has) for i in self.kinds[kind]}
        shown = []
        for group in self.groups:
            if group.key in choosable and has.issuperset(group.ids):
                shown.append(group.key)
            else:
                shown += [i for i in group.ids if i in has]
        return shown

    def included(self, chosen: Iterable[str]) -> frozenset[str]:
        """Return the sources and groups that are chosen as a part of a whole group or kind."""
        has = self.ids.intersection(chosen)
        groups = {key for key, ids in self.choosable.items() if has.issuperset(ids)}
        return (has | groups).difference(self.shown(has))

    def changed(self, chosen: Iterable[str], shown: Sequence[str]) -> tuple[str, ...]:
        """Return what is chosen after the reader changed what is shown as chosen.

        A source or group that is added although all of its group or kind is chosen is taken out of it. Of
        several that are added at once, as all that a search finds, none is taken out.
        """
        # A source without a report is not offered, so nobody could give it back: it is dropped.
        has = set(self.ids.intersection(chosen))
        before = set(self.shown(has))
        members = self.choosable
        for key in before - set(shown):
            has -= set(members.get(key, (key,)))
        added = [set(members.get(key, (key,))) for key in shown if key not in before]
        if len(added) == 1 and has >= added[0]:
            has -= added[0]
        else:
            has = has.union(*added)
        return tuple(has)


def _country(row: Row) -> str:
    # Snapshots of old say no country.
    return str(getattr(row, "country", ""))


def _most_first(members: Iterable[Row], counts: Mapping[str, int]) -> tuple[str, ...]:
    ordered = sorted(members, key=lambda row: (-counts[row.source_id], row.name))
    return tuple(row.source_id for row in ordered)
