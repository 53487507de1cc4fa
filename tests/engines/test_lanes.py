"""Work side by side gives what it gives one by one: results, errors, and a way out of want of memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from synthetic import check, field, package

from little_giants.engines.duckdb.lanes import Lanes
from little_giants.errors import PackageError, UsageError
from little_giants.rules.model import CompiledRule

Connection = duckdb.DuckDBPyConnection


@pytest.fixture(params=[False, True], ids=["one", "two"])
def lanes(request: pytest.FixtureRequest) -> Iterator[Lanes]:
    with duckdb.connect() as connection:
        opened = Lanes(connection, two=request.param)
        yield opened
        opened.close()


def asks(value: object) -> Callable[[Connection], Any]:
    return lambda connection: connection.execute(f"select {value}").fetchall()[0][0]


def fails(error: Exception, seconds: float = 0) -> Callable[[Connection], Any]:
    def piece(_: Connection) -> None:
        time.sleep(seconds)
        raise error

    return piece


def test_results_come_in_the_order_of_the_pieces(lanes: Lanes) -> None:
    assert lanes.each([asks(number) for number in range(50)]) == list(range(50))
    assert lanes.each([]) == []


def test_a_setting_reaches_every_piece(lanes: Lanes) -> None:
    lanes.execute("set variable seven = 7")
    assert lanes.each([asks("getvariable('seven')")] * 9) == [7] * 9


def test_two_pieces_run_at_the_same_time() -> None:
    meet = threading.Barrier(2, timeout=20)
    with duckdb.connect() as connection:
        lanes = Lanes(connection, two=True)
        assert len(set(lanes.each([lambda one: (meet.wait(), id(one))[1]] * 2))) == 2
        lanes.close()


def test_the_first_error_is_raised_and_nothing_begins_after_it(lanes: Lanes) -> None:
    begun: list[int] = []
    pieces = [asks(0), fails(UsageError("first"), 0.2), fails(PackageError([])), *[lambda _: begun.append(1)] * 50]
    with pytest.raises(UsageError, match="first"):
        lanes.each(pieces)
    assert not begun


def test_what_lacks_memory_beside_another_runs_again_alone() -> None:
    tried: list[int] = []

    def hungry(connection: Connection) -> int:
        tried.append(1)
        if len(tried) == 1:
            raise duckdb.OutOfMemoryException
        return asks(2)(connection)  # type: ignore[no-any-return]

    with duckdb.connect() as connection:
        lanes = Lanes(connection, two=True)
        assert lanes.each([asks(1), hungry, asks(3), asks(4)]) == [1, 2, 3, 4]
        with pytest.raises(duckdb.OutOfMemoryException):
            lanes.each([asks(1), fails(duckdb.OutOfMemoryException())])
        lanes.close()


def test_ctrl_c_stops_the_query_of_the_other_lane() -> None:
    """It is pressed while the other lane is at a query of hours."""
    started = threading.Event()

    def endless(connection: Connection) -> Any:
        started.set()
        return asks("sum(hash(a.i + b.i)) from range(1000000000) a(i), range(1000) b(i)")(connection)

    def pressed(_: Connection) -> None:
        assert started.wait(20)
        raise KeyboardInterrupt

    with duckdb.connect() as connection:
        lanes = Lanes(connection, two=True)
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            # The first lane, which runs here, must be the one that is interrupted.
            lanes.each([lambda one: pressed(one) if one is connection else endless(one)] * 2)
        assert time.monotonic() - began < 20
        lanes.close()


def test_a_package_gives_the_same_report_in_one_lane_and_in_two(tmp_path: Path) -> None:
    """Wrong cells, keys, rows and a query, in tables of which some need Python for their types."""
    schema = {
        "fields": [field("id"), field("other"), field("at", "time", format="%H.%M"), field("n", "integer")],
        "primaryKey": ["id"],
        "foreignKeys": [{"fields": ["other"], "reference": {"resource": "", "fields": ["id"]}}],
    }
    rows = "id,other,at,n\na,a,10.30,1\nb,x,later,2\na,b,10.31,many\nc,c\n"
    ordered = "id,other,at,n\n" + "".join(f"r{i},r{i},10.{i % 60:02},{i}\n" for i in range(200))
    root = package(tmp_path, {f"t{i}": (schema, rows if i % 3 else ordered) for i in range(12)})
    queries = [
        CompiledRule(f"t{i}-n", f"t{i}", ("n",), f"t{i}.py#n", "error", query=f"select _record from t{i} limit 3")
        for i in range(12)
    ]
    one, two = check(root, *queries, stream_from=0), check(root, *queries)
    assert sum(len(table.findings) for table in two.tables) > 40
    assert replace(two, seconds=0) == replace(one, seconds=0)
