"""Primary, unique and foreign keys."""

from __future__ import annotations

from pathlib import Path

from synthetic import check, field, found, only, package

A, B = field("a"), field("b", "integer")


def test_primary_key_names_the_first_row(tmp_path: Path) -> None:
    schema = {"fields": [A, B], "primaryKey": ["a", "b"]}
    report = check(package(tmp_path, {"t": (schema, "a,b\nx,1\nx,2\nx,01\nx,1\n")}))
    assert found(report) == [("t", "primary-key", 4, 4, "a", "x"), ("t", "primary-key", 5, 5, "a", "x")]
    first = report.tables[0].findings[0]
    assert (first.params["first_row"], first.params["fields"], first.params["value"]) == ("2", "a, b", "x, 1")


def test_part_of_a_primary_key_may_not_be_missing(tmp_path: Path) -> None:
    """Table Schema v2, primaryKey: implies required for each of its fields."""
    schema = {"fields": [A, B], "primaryKey": ["a", "b"]}
    report = check(package(tmp_path, {"t": (schema, "a,b\nx,\nx,\n,1\n")}))
    assert [finding[1:5] for finding in found(report)] == [
        ("primary-key-null", 2, 2, "b"),
        ("primary-key-null", 3, 3, "b"),
        ("primary-key-null", 4, 4, "a"),
    ]


def test_unique_leaves_missing_values_out(tmp_path: Path) -> None:
    schema = {"fields": [field("a", unique=True), B]}
    finding = only(check(package(tmp_path, {"t": (schema, "a,b\nx,1\n,1\n,1\nx,1\n")})))
    assert (finding.code, finding.row_number, finding.params["first_row"]) == ("unique", 5, "2")


def test_unique_keys(tmp_path: Path) -> None:
    schema = {"fields": [A, B], "uniqueKeys": [["a"], ["a", "b"]]}
    report = check(package(tmp_path, {"t": (schema, "a,b\nx,1\nx,\nx,1\n")}))
    assert [(f.row_number, f.params["fields"]) for f in report.tables[0].findings] == [(3, "a"), (4, "a"), (4, "a, b")]
    assert report.tables[0].counts == {"unique-key": 3}


def tables(content: str, target: str = "k\n110000\n120000\n") -> dict[str, object]:
    key = {"fields": ["a"], "reference": {"resource": "places", "fields": ["k"]}}
    return {
        "t": ({"fields": [A, B], "foreignKeys": [key]}, content),
        "places": ({"fields": [field("k")], "primaryKey": ["k"]}, target),
    }


def test_foreign_key_names_the_nearest(tmp_path: Path) -> None:
    finding = only(check(package(tmp_path, tables("a,b\n110000,1\n,2\n110001,3\n"))))  # type: ignore[arg-type]
    assert (finding.code, finding.row_number, finding.cell) == ("foreign-key", 4, "110001")
    assert finding.params["target"] == "places" and finding.params["nearest"] == "110000"


def test_foreign_key_suggests_nothing_when_nothing_is_near(tmp_path: Path) -> None:
    assert only(check(package(tmp_path, tables("a,b\nzzz,1\n")))).params["nearest"] == ""  # type: ignore[arg-type]


def test_composite_foreign_key_with_a_missing_part_is_not_judged(tmp_path: Path) -> None:
    """SQL's MATCH SIMPLE."""
    key = {"fields": ["a", "b"], "reference": {"resource": "", "fields": ["a", "b"]}}
    schema = {"fields": [A, B], "foreignKeys": [key]}
    assert check(package(tmp_path, {"t": (schema, "a,b\nx,1\ny,\n,1\n")})).valid


def test_foreign_key_to_itself(tmp_path: Path) -> None:
    key = {"fields": ["b"], "reference": {"fields": ["a"]}}
    schema = {"fields": [A, field("b")], "primaryKey": "a", "foreignKeys": [key]}
    finding = only(check(package(tmp_path, {"t": (schema, "a,b\nx,\ny,x\nz,w\n")})))
    assert (finding.row_number, finding.cell) == (4, "w")


def test_foreign_key_is_not_judged_when_its_target_cannot_be_read(tmp_path: Path) -> None:
    root = package(tmp_path, tables("a,b\n110000,1\n"))  # type: ignore[arg-type]
    (root / "places.csv").write_bytes(b"\xff\xff")
    report = check(root)
    assert [finding[:2] for finding in found(report)] == [("places", "encoding")]
    assert any("foreignKeys" in rule for rule in report.not_judged)


def test_foreign_key_is_not_judged_when_its_target_is_cut_short(tmp_path: Path) -> None:
    """An open quote swallows the rows behind it; they are not missing."""
    root = package(tmp_path, tables("a,b\n110000,1\n120000,1\n", 'k\n"110000\n120000\n'))  # type: ignore[arg-type]
    assert [finding[:2] for finding in found(check(root))] == [("places", "unclosed-quote")]


def test_only_reads_what_it_needs(tmp_path: Path) -> None:
    given = tables("a,b\n110001,1\n")
    given["other"] = ({"fields": [B]}, "b\nz\n")
    report = check(package(tmp_path, given), only=["t"])  # type: ignore[arg-type]
    assert [finding[:2] for finding in found(report)] == [("t", "foreign-key")]
