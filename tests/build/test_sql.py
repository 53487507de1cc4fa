"""The sql command: what it reads, what it refuses, and how rows are written."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import duckdb
import pytest
from atlas import Done, command, copy_atlas, replace

import little_giants
from little_giants.build.views import named_in
from little_giants.cli.query import Result
from little_giants.cli.rows import SHOWN, write_rows
from little_giants.reports.display import width


def sql(*arguments: str | Path) -> Done:
    """Run ``little-giants sql``."""
    return command("sql", *arguments)


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package."""
    return copy_atlas(tmp_path_factory.mktemp("sql"))


def test_a_table_lines_up_with_chinese_in_it(atlas: Path) -> None:
    done = sql(atlas, "select city_id, name_zh, people from cities where people > 0 order by city_id")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "city_id  name_zh    people",
        "───────  ───────  ────────",
        "C1       杭州市   11936010",
        "C2       宁波市    9404283",
        "C3       广州市   18676605",
        "C4       深圳市   17560061",
        "4 rows",
    ]
    assert len({width(line) for line in done.stdout.splitlines()[:-1]}) == 1


def test_views_are_there_by_name(atlas: Path) -> None:
    done = sql(atlas, "--format", "csv", "select city_id from big_city order by 1")
    assert done.stdout == "city_id\nC1\nC3\nC4\n"


def test_csv_and_json_keep_every_value(atlas: Path, tmp_path: Path) -> None:
    done = sql(atlas, "from cities order by city_id", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert found[4]["name_en"] == "Unnamed, with comma\nand line"
    assert (found[3]["name_en"], found[3]["founded"], found[3]["capital"]) == ('Shenzhen "SZ"', "1979-03-05", "false")
    done = sql(atlas, "from cities order by city_id", "-o", tmp_path / "cities.json")
    assert (done.returncode, done.stdout) == (0, "")
    loaded = json.loads((tmp_path / "cities.json").read_text("utf-8"))
    assert loaded[0]["name_zh"] == "杭州市" and loaded[0]["area"] == 16850.0 and loaded[0]["capital"] is True
    assert loaded[4]["people"] is None


def test_parquet_keeps_types(atlas: Path, tmp_path: Path) -> None:
    file = tmp_path / "cities.parquet"
    assert sql(atlas, "select city_id, people, founded, capital from cities", "-o", file).returncode == 0
    found = duckdb.execute(f"describe from '{file}'").fetchall()
    assert [row[1] for row in found] == ["VARCHAR", "BIGINT", "DATE", "BOOLEAN"]
    assert sql(atlas, "select 1 as a, 2 as a", "-o", file).returncode == 0
    assert duckdb.execute(f"from '{file}'").fetchall() == [(1, 2)]
    done = sql(atlas, "select 1", "--format", "parquet")
    assert (done.returncode, done.stdout) == (2, "")
    assert "give it a file with --output" in done.stderr


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("select * from citie", ['Did you mean "cities"?', "Tables and views: big_city, cities"]),
        ("select nam_zh from cities", ['Candidate bindings: "name_zh"']),
        ("selec 1", ["syntax error"]),
        ("", ["the query is empty"]),
        ("-- nothing", ["the query is empty"]),
        ("select 1; select 2", ["one query at a time", "these are 2"]),
        ("select cast('x' as integer)", ["Could not convert string 'x'"]),
        ("select error('stop')", ["stop"]),
        ("insert into cities select * from cities", ["sql only reads; INSERT is not allowed"]),
        ("create table t as select 1", ["CREATE is not allowed"]),
        ("drop view cities", ["DROP is not allowed"]),
        ("attach 'x.db'", ["ATTACH is not allowed"]),
        ("copy cities to 'x.csv'", ["COPY is not allowed"]),
        ("export database 'x'", ["EXPORT is not allowed"]),
        ("install httpfs", ["LOAD is not allowed"]),
        ("set enable_external_access = true", ["SET is not allowed"]),
        ("pragma database_list", ["PRAGMA is not allowed"]),
        ("explain analyze create table t as select 1", ["CREATE is not allowed"]),
        ("explain (format json) insert into cities select * from cities", ["INSERT is not allowed"]),
        ("explain/**/create table t as select 1", ["CREATE is not allowed"]),
        ("create table t as pivot cities on capital", ["sql only reads; this statement is not allowed"]),
        ("select now()", ["write it as text, for example now()::varchar"]),
        ("select * from read_csv('/etc/passwd')", ["disabled by configuration"]),
        ("select * from read_text('/etc/hostname')", ["disabled by configuration"]),
        ("select * from glob('/*')", ["disabled by configuration"]),
        ("select * from 'https://example.org/x.csv'", ["disabled"]),
    ],
)
def test_what_is_refused_ends_with_2_and_says_why(atlas: Path, query: str, says: list[str]) -> None:
    done = sql(atlas, query)
    assert (done.returncode, done.stdout) == (2, "")
    for words in says:
        assert words in done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "with a as (select 1 as x) select * from a",
        "values (1), (2)",
        "table cities",
        "describe cities",
        "show tables",
        "summarize figures",
        "explain select * from cities",
        "explain analyze select * from cities",
        "explain/**/select 1",
        "explain(select 1)",
        "explain (analyze, format json) select 1",
        "with p as (pivot cities on capital) select count(*) from p;",
        "pivot cities on capital using sum(people) group by province_code",
        "select count(*) from cities;",
    ],
)
def test_everything_that_reads_is_allowed(atlas: Path, query: str) -> None:
    done = sql(atlas, query)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_no_query_overwrites_a_table_of_the_package(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    file = root / "data/cities.csv"
    before = file.read_bytes()
    done = sql(root, f"copy (pivot cities on capital) to '{file.resolve()}' (use_tmp_file false)")
    assert (done.returncode, done.stdout) == (2, "")
    assert "sql only reads" in done.stderr
    assert file.read_bytes() == before


def test_two_columns_of_one_name_are_both_in_the_json(atlas: Path) -> None:
    assert json.loads(sql(atlas, "select 1 as a, 2 as a", "--format", "json").stdout) == [{"a": 1, "a_2": 2}]


def test_a_number_too_large_for_parquet_is_said_in_one_line(atlas: Path, tmp_path: Path) -> None:
    done = sql(atlas, "select 170141183460469231731687303715884105727::hugeint as x", "-o", tmp_path / "x.parquet")
    assert done.returncode == 2 and "cannot be written as Parquet" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_never_something_else_than_its_name_says(atlas: Path, tmp_path: Path) -> None:
    done = sql(atlas, "select 1", "-o", tmp_path / "x.xlsx")
    assert done.returncode == 2 and "there is no format 'xlsx'" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_errors_in_the_data_are_said_and_do_not_stop_a_query(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    replace(root / "data/cities.csv", "11936010", "many")
    done = sql(root, "select count(*) as all_cities, count(people) as counted from cities", "--format", "csv")
    assert (done.returncode, done.stdout) == (0, "all_cities,counted\n6,4\n")
    assert "the tables have 1 error (run validate)" in done.stderr


def test_wrong_use_is_explained(atlas: Path, tmp_path: Path) -> None:
    assert "no such file" in sql(tmp_path / "nowhere", "select 1").stderr
    done = sql(atlas, "select", "1")
    assert done.returncode == 2 and "Put the query in quotes" in done.stderr
    done = sql(atlas, "select 1", "-o", tmp_path / "no/such/folder.csv")
    assert done.returncode == 2 and "does not exist" in done.stderr
    done = sql(atlas, "select * from nothing", "-o", tmp_path / "x.csv")
    assert done.returncode == 2 and list(tmp_path.iterdir()) == []


def shown(result: Result, columns: int | None) -> list[str]:
    out = io.StringIO()
    write_rows(result, "table", out, columns=columns)
    return out.getvalue().splitlines()


def test_a_narrow_terminal_cuts_the_widest_column_and_then_turns_rows_into_lists() -> None:
    row = ("杭州" * 20, "b" * 30, 7)
    result = lambda: Result(("city", "text", "n"), ("VARCHAR", "VARCHAR", "BIGINT"), iter([row]))  # noqa: E731
    lines = shown(result(), 60)
    assert max(map(width, lines)) <= 60 and "…" in lines[2]
    lists = shown(result(), 15)
    assert lists[0].startswith("city") and row[0] in lists[0]  # nothing is cut in a list
    assert shown(result(), None)[2].startswith(row[0])


def test_a_long_result_says_how_much_is_not_shown() -> None:
    result = Result(("n",), ("BIGINT",), iter([(n,) for n in range(SHOWN + 5)]))
    lines = shown(result, None)
    assert len(lines) == SHOWN + 3
    assert lines[-1] == "1,005 rows, the first 1,000 shown; --format csv gives all"


def test_no_cell_can_move_the_cursor() -> None:
    lines = shown(Result(("x",), ("VARCHAR",), iter([("\x1b[2Jgone\n\u202e",)])), None)
    assert lines[2] == "\\x1b[2Jgone\\n\\u202e"


@pytest.fixture(scope="module")
def viewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package with a view on a view, and one that stands in no query."""
    root = copy_atlas(tmp_path_factory.mktemp("viewed"))
    folder = root / "publish/views"
    (folder / "above.sql").write_text("-- A view on a view.\nselect city_id, '--' as mark from Big_City")
    (folder / "apart.sql").write_text("-- Another.\nselect 1 as one")
    return root


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("select 1 as one", []),
        ("from above -- above all", ["above", "big_city"]),
        ('select * from "Above"', ["above", "big_city"]),
        ("select * from cities order by people desc", []),
        ("describe apart", ["above", "apart", "big_city"]),
        ("desc", ["above", "apart", "big_city"]),
        ("select table_name from Information_Schema.tables", ["above", "apart", "big_city"]),
        ("from query_table('ap' || 'art')", ["above", "apart", "big_city"]),
    ],
)
def test_only_views_that_a_query_may_need_are_made(viewed: Path, query: str, names: list[str]) -> None:
    connection = little_giants.open(viewed).connect(views=named_in(query))
    found = connection.execute("select view_name from duckdb_views() where not internal order by 1").fetchall()
    connection.close()
    assert [name for (name,) in found if name in ("above", "apart", "big_city")] == names  # tables are there, too


@pytest.mark.parametrize("query", ["show tables", "from abov"])
def test_a_list_of_tables_has_all_views(viewed: Path, query: str) -> None:
    done = sql(viewed, query)
    assert {"above", "apart", "big_city", "cities"} <= set(re.findall(r"\w+", done.stdout + done.stderr))


def test_a_view_that_fails_stops_only_those_who_name_it(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    (root / "publish/views/wrong.sql").write_text("-- Wrong.\nselect nothing from cities")
    assert sql(root, "select count(*) from big_city").returncode == 0
    done = sql(root, "from wrong")
    assert done.returncode == 2 and "publish/views/wrong.sql" in done.stderr
