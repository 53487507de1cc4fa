"""The site folder: made when something changed, kept when not, and the words that go into it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from atlas import copy_atlas, replace

import little_giants
from little_giants.errors import PackageError
from little_giants.site.folder import SiteFolder, prepare
from little_giants.site.metadata import SETTINGS


def test_a_second_run_makes_nothing(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    first = prepare(little_giants.open(root), root / "build")
    stamps = {file: file.stat().st_mtime_ns for file in root.rglob("*") if file.is_file()}
    second = prepare(little_giants.open(root), root / "build")
    assert (first.fresh, second.fresh) == (True, False)
    assert {file: file.stat().st_mtime_ns for file in root.rglob("*") if file.is_file()} == stamps


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/cities.csv", "11936010", "11936011"),
        ("publish/site/home.toml", 'label = "cities"', 'label = "towns"'),
        ("publish/site/tables.toml", 'sort_desc = "people"', 'sort = "people"'),
        ("publish/queries/cities_of_a_province.sql", "'330000'", "'440000'"),
    ],
)
def test_any_change_makes_the_site_anew(tmp_path: Path, file: str, old: str, new: str) -> None:
    root = copy_atlas(tmp_path)
    prepare(little_giants.open(root), root / "build")
    replace(root / file, old, new)
    assert prepare(little_giants.open(root), root / "build").fresh


def test_the_cache_keeps_itself_out_of_git(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    prepare(little_giants.open(root), root / "build")
    subprocess.run(["git", "init", "-q", root], check=True)
    listed = subprocess.run(
        ["git", "-C", root, "status", "--short", "-uall"], capture_output=True, text=True, check=True
    )
    assert "build/" not in listed.stdout and "data/cities.csv" in listed.stdout


def test_inspect_data_is_what_datasette_inspect_says(site: SiteFolder) -> None:
    command = [sys.executable, "-m", "datasette", "inspect", site.database.name]
    says = subprocess.run(command, cwd=site.path, capture_output=True, text=True, check=True, env=os.environ).stdout
    assert json.loads((site.path / "inspect-data.json").read_text()) == json.loads(says)


def test_words_come_from_the_schemas(site: SiteFolder) -> None:
    words = json.loads((site.path / "metadata.json").read_text("utf-8"))
    assert (words["title"], words["license"]) == ("A small atlas", "CC0 1.0")
    cities = words["databases"]["atlas"]["tables"]["cities"]
    assert cities["title"] == "Cities"
    assert cities["columns"]["area"] == "Area of the city. Unit: km2."
    assert (cities["label_column"], cities["facets"], cities["sort_desc"]) == (
        "name_zh",
        ["province_code", "capital"],
        "people",
    )
    assert words["databases"]["atlas"]["tables"]["big_city"]["description"] == "Cities of more than ten million people."
    query = words["databases"]["atlas"]["queries"]["cities_of_a_province"]
    assert query["title"] == "Which cities lie in a province?" and query["sql"].startswith("select city_id")


def test_settings_are_those_that_were_measured(site: SiteFolder) -> None:
    settings = json.loads((site.path / "settings.json").read_text())
    assert settings == dict(SETTINGS)
    assert settings["sql_time_limit_ms"] <= 1000 and not settings["allow_download"] and not settings["allow_csv_stream"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("site/tables.toml", 'label = "title"', 'label = "heading"', r"\[sources\]: the table has no column 'heading'"),
        ("site/tables.toml", 'label = "title"', 'lable = "title"', r"\[sources\]: 'lable' is not known"),
        ("site/tables.toml", "[sources]", "[sources", "not TOML"),
        (
            "site/tables.toml",
            "[provinces]",
            '[figures]\nsearch = ["value"]\n[provinces]',
            "a primary key of one column",
        ),
        (
            "site/home.toml",
            "select count(*) from cities",
            "select count(*) from towns",
            "“cities”: the query cannot run",
        ),
        ("site/tables.toml", "[sources]", "[towns]", r"\[towns\]: there is no such table or view"),
        ("site/tables.toml", 'label = "title"', "label = 3", r"\[sources\]: label must be a text"),
        ("site/tables.toml", 'label = "title"', 'facets = "title"', "facets must be a list of columns"),
        ("site/tables.toml", "[sources]", "[big_city]\nsearch = ['name_zh']\n[sources]", "a view has no label and no"),
        ("site/home.toml", 'label = "cities"', 'lable = "cities"', r"\[\[figure\]\] \d+: needs label, a text"),
        ("site/home.toml", "select count(*) from cities", "delete from cities", "“cities”: sql is one SELECT"),
        ("site/home.toml", "cite =", "quote =", "'quote' is not known"),
        ("site/home.toml", "[[list]]", "[[group]]\ntitle = 'Old'\ntables = ['towns']\n[[list]]", "no table 'towns'"),
        ("site/home.toml", "/{database}/cities", "/{town}/cities", "cannot be filled: 'town'"),
        ("site/home.toml", "version {version}", "version {edition}", "cannot be filled: 'edition'"),
        ("queries/cities_of_a_province.sql", "select city_id", "select town_id", "cannot run: no such column: town_id"),
        ("queries/cities_of_a_province.sql", "-- title:", "-- name:", "there is no `-- title: …` line"),
        ("queries/cities_of_a_province.sql", "select city_id", "delete city_id", "a stored query is one SELECT"),
    ],
)
def test_a_mistake_of_the_author_is_named(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    root = copy_atlas(tmp_path)
    replace(root / "publish" / file, old, new)
    with pytest.raises(PackageError, match=message):
        prepare(little_giants.open(root), root / "build")
    assert not (root / "build/site").exists()


def test_a_package_without_choices_has_a_site(tmp_path: Path) -> None:
    root = copy_atlas(tmp_path)
    for file in sorted((root / "publish").rglob("*.*")):
        file.unlink()
    assert prepare(little_giants.open(root), root / "build").fresh
