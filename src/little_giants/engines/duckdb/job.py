"""The steps of one run over a package: read the tables, check keys, run the rules across tables, report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from little_giants.engines.duckdb import answers, keycheck, keys, locate, queries, waivers
from little_giants.engines.duckdb.codes import Listed, Looked
from little_giants.engines.duckdb.hits import Hit, Predicate, Tally
from little_giants.engines.duckdb.keys import KeyHits
from little_giants.engines.duckdb.lanes import Lanes, Piece
from little_giants.engines.duckdb.predicates import predicates_of
from little_giants.engines.duckdb.scan import Passing, Scan, read, scan
from little_giants.engines.duckdb.statement import sql_names
from little_giants.engines.passed import Passed
from little_giants.engines.tables import WAIVERS, names_table
from little_giants.findings import NotJudged, TableReport
from little_giants.package.model import Package, Resource
from little_giants.rules.model import CompiledRule
from little_giants.schema import sql

Progress = Callable[[int, int, str], None]  # tables done, tables in all, table under way; may be in another thread


class Job:
    """The state of one run. Its steps are to be taken in the order in which they stand here."""

    def __init__(
        self,
        package: Package,
        connection: duckdb.DuckDBPyConnection,
        compiled: tuple[CompiledRule, ...],
        chosen: tuple[str, ...],
        limit: int,
        scratch: Path,
        *,
        small: bool = False,
    ) -> None:
        """``small``: no table is large, so that the work may go side by side."""
        self.package = package
        self.scratch = scratch
        self.names = sql_names({one.name: one.schema for one in package.resources})
        self.connection = connection
        self.lanes = Lanes(connection, two=small)
        self.compiled = compiled
        self.limit = limit
        self.scans: dict[str, Scan] = {}
        self.tallies = {name: Tally() for name in chosen}
        self.not_judged: dict[str, NotJudged] = {}
        self.waivers: list[waivers.Waiver] = []
        self.compared = keys.compared(self.names)
        self.lists: dict[tuple[str, str], Listed] = {}

    def scan(self, resource: Resource, *, whole: bool, passes: bool, passed: Passed | None = None) -> None:
        """Read one table. ``whole``: all its columns are wanted. ``passes``: nothing of it needs to be kept; then
        ``passed`` may have read it already."""
        self._take(*self._read(self.connection, resource, whole=whole, passes=passes, passed=passed))

    def scan_small(self, resources: Sequence[Resource], *, whole: bool, progress: Progress | None) -> None:
        """Read small tables, as :meth:`scan` does each."""

        def reading(connection: duckdb.DuckDBPyConnection, done: int) -> tuple[Scan, Sequence[Predicate]]:
            if progress:
                progress(done, len(resources), resources[done].name)
            return self._read(connection, resources[done], whole=whole, passes=False)

        for one in self.lanes.each([partial(reading, done=done) for done in range(len(resources))]):
            self._take(*one)

    def _read(
        self,
        connection: duckdb.DuckDBPyConnection,
        resource: Resource,
        *,
        whole: bool,
        passes: bool,
        passed: Passed | None = None,
    ) -> tuple[Scan, Sequence[Predicate]]:
        name, names = resource.name, self.names[resource.name]
        predicates = predicates_of(resource, names.schema, self.compiled)
        passes = passes and not any(waiver.resource == name for waiver in self.waivers)
        asked = any(rule.asks or names_table(rule.query or "", name) for rule in self.compiled)
        whole = whole or asked or name == WAIVERS or any(waiver.resource == name for waiver in self.waivers)
        result = scan(
            connection,
            resource,
            names,
            predicates,
            self.compared[name],
            self.scratch,
            None if whole else self.compared[name],
            Passing(() if passed else self._looked(name, predicates), self._cap(name), passed) if passes else None,
        )
        if whole and not result.failed:
            queries.expose(connection, name, result.names)
        return result, predicates

    def _take(self, result: Scan, predicates: Sequence[Predicate]) -> None:
        resource, name = result.resource, result.resource.name
        self.scans[name] = result
        if result.failed:
            self.not_judged.update({p.code: NotJudged("unreadable", resource.path) for p in predicates if p.own})
        else:
            for predicate in predicates:
                if predicate.own and predicate not in result.predicates:
                    self.not_judged[predicate.code] = NotJudged("column", resource.path)
        if name == WAIVERS and not result.failed:
            self.waivers = waivers.read_waivers(self.connection, self.package)

    def _looked(self, name: str, predicates: Sequence[Predicate]) -> tuple[Looked, ...]:
        """The foreign keys of a table whose targets, read already, are few enough to be listed."""
        schema = self.names[name].schema
        found: list[Looked] = []
        for number, key in enumerate(schema.foreign_keys):
            target = self.scans.get(key.target)
            if len(key.fields) > 1 or target is None or self._unsure(target, key.target_fields):
                continue
            field = next(one for one in schema.fields if one.name == key.fields[0])
            other = next(one for one in target.names.schema.fields if one.name == key.target_fields[0])
            plain = field.sql_type == other.sql_type and field.sql_type in ("VARCHAR", "BIGINT")
            if (
                not plain
                or not sql.native(field)
                or other.name in target.parts
                or any(field.name == one.field for one in found)
            ):
                continue
            column = (keys.table(key.target), sql.name(other.name))
            if column not in self.lists:
                self.lists[column] = Listed(self.connection, len(self.lists), *column, other.sql_type)
            if self.lists[column].usable:
                own = [one for one in predicates if not one.own and one.fields == (field.name,)]
                sound = self.lists[column].sound(field.name, [one.violated for one in own])
                found.append(Looked(number, field.name, self.lists[column], sound))
        return tuple(found)

    def align(self) -> None:
        """Give both sides of every foreign key one form: the column, or a text of its own where one needs it."""
        for result in self.scans.values():
            for key in result.names.schema.foreign_keys:
                target = self.scans.get(key.target)
                if target is None or target.failed or result.failed:
                    continue
                for field, other in zip(key.fields, key.target_fields, strict=True):
                    for one, column, needed in (
                        (result, field, other in target.parts),
                        (target, other, field in result.parts),
                    ):
                        if needed and column not in one.parts and one.source:
                            if one.streamed:
                                one.parts |= {column}  # it is read again where a key asks for it
                            else:
                                compared = self.compared[one.resource.name]
                                read(self.connection, one, one.source, compared, one.parts | {column})

    def keys(self) -> None:
        """Count the violated bits of every mask, then check keys: waivers are known now, so all hits are kept right."""
        own: list[tuple[Tally, Piece[list[KeyHits]]]] = []
        foreign: list[tuple[Tally, Piece[KeyHits]]] = []
        for name, tally in self.tallies.items():
            result = self.scans[name]
            for hit in result.hits:
                tally.add([hit])
            for code, count in result.more.items():
                tally.counts[code] += count
            if result.failed:
                continue
            self._masks(result, tally)
            cap, compared = self._cap(name), self.compared[name]
            unique = partial(keycheck.unique, result=result, compared=compared, scratch=self.scratch, limit=cap)
            own.append((tally, unique))
            schema = result.names.schema
            for i, key in enumerate(schema.foreign_keys):
                target = self.scans[key.target]
                if self._unsure(target, key.target_fields):
                    why = NotJudged("target", target.resource.path, ", ".join(key.target_fields))
                    self.not_judged[schema.where(f"/foreignKeys/{i}")] = why
                elif not result.absent.intersection(key.fields):
                    lost = partial(keycheck.foreign, result=result, number=i, their_parts=target.parts)
                    foreign.append((tally, partial(lost, compared=compared, scratch=self.scratch, limit=cap)))
        for (tally, _), each in zip(own, self.lanes.each([check for _, check in own]), strict=True):
            for found in each:
                tally.add(found.hits, found.count)
        for (tally, _), found in zip(foreign, self.lanes.each([check for _, check in foreign]), strict=True):
            tally.add(found.hits, found.count)

    def _unsure(self, target: Scan, fields: tuple[str, ...]) -> bool:
        """Whether rows or values may be missing that others point at."""
        return bool(target.failed or target.cut or target.absent.intersection(fields) or self._mistyped(target, fields))

    def _masks(self, result: Scan, tally: Tally) -> None:
        assert result.marks is not None
        for i, predicate in enumerate(result.predicates):
            count = result.marks.count(i)
            if not count:
                continue
            found = result.marks.records(i, count if result.padded else self._cap(result.resource.name))
            records = [record for record in found if not _lacking(result, predicate, record)]
            count -= len(found) - len(records) if result.padded else 0
            hits = [
                Hit(
                    predicate.code,
                    predicate.rule,
                    predicate.severity,
                    record=record,
                    fields=predicate.fields,
                    params=predicate.params,
                    choices=predicate.choices,
                )
                for record in records
            ]
            tally.add(hits, count)

    def _mistyped(self, target: Scan, fields: tuple[str, ...]) -> bool:
        if target.mistyped.intersection(fields):
            return True
        return target.marks is not None and any(
            predicate.code == "type" and predicate.fields[0] in fields and target.marks.count(i)
            for i, predicate in enumerate(target.predicates)
        )

    def doubt(self) -> dict[str, str]:
        """The tables whose rows or values are already in doubt, and their files."""
        return {
            name: result.resource.path
            for name, result in self.scans.items()
            if result.broken or self._mistyped(result, result.names.schema.field_names)
        }

    def queries(self) -> None:
        """Run the rules across rows and tables, but not over tables whose rows or values are already in doubt."""
        doubt = self.doubt()
        judged: list[CompiledRule] = []
        for rule in self.compiled:
            if not rule.query or rule.resource not in self.tallies:
                continue
            read = [doubt[name] for name in doubt if name == rule.resource or names_table(rule.query, name)]
            if read:
                self.not_judged[rule.code] = NotJudged("doubt", ", ".join(read))
            else:
                judged.append(rule)
        self.lanes.execute("set search_path = 'rules'")
        each = self.lanes.each([partial(queries.run_query, rule=rule) for rule in judged])
        self.lanes.execute("set search_path = 'main'")
        for rule, found in zip(judged, each, strict=True):
            self.tallies[rule.resource].add(found.hits, found.count)

    def answers(self, judges: Mapping[str, answers.Judge]) -> None:
        """Run the queries that stand in cells, for the rules about them: over tables that are whole, or not at all."""
        asking = [rule for rule in self.compiled if rule.asks and rule.resource in self.tallies]
        for place in dict.fromkeys((rule.resource, rule.asks) for rule in asking):
            rules = [rule for rule in asking if (rule.resource, rule.asks) == place]
            if doubt := ", ".join(self.doubt().values()):
                self.not_judged.update({rule.code: NotJudged("doubt", doubt) for rule in rules})
                continue
            for rule, found in zip(rules, answers.run_asking(self.connection, rules, judges, self.scans), strict=True):
                self.tallies[rule.resource].add(found.hits, found.count)

    def report(self, name: str, waived: int) -> TableReport:
        """The report of one table, with the places of its findings looked up."""
        result, tally = self.scans[name], self.tallies[name]
        found = () if not tally.hits else tuple(locate.findings(result, tally.hits, self.limit))
        return TableReport(
            name=name,
            place=result.resource.path,
            rows=result.rows,
            bytes=result.facts.size,
            sha256=result.facts.sha256,
            counts=dict(sorted(tally.counts.items())),
            severities={code: tally.severities[code] for code in tally.counts},
            findings=found,
            truncated=len(found) < sum(tally.counts.values()),
            waived=waived,
        )

    def tables(self) -> tuple[Resource, ...]:
        """The tables that were read, with the schema that was found where none was given."""
        return tuple(
            one.resource if one.resource.schema.fields else replace(one.resource, schema=one.names.schema)
            for one in self.scans.values()
            if not one.failed and one.kept is None and one.streamed is None
        )

    def close(self) -> None:
        """Drop what only the run needed."""
        for result in self.scans.values():
            if result.streamed:
                result.streamed.close()
        self.lanes.close()

    def _cap(self, name: str) -> int:
        """How many hits of one rule to keep: all where one of them may be waived, and one at least, to be counted."""
        return 2**62 if any(waiver.resource == name for waiver in self.waivers) else max(1, self.limit)


def _lacking(result: Scan, predicate: Predicate, record: int) -> bool:
    """Whether the hit only says again that the row is too short."""
    if predicate.own:
        return result.padded.record(record)
    return (record, predicate.fields[0]) in result.padded
