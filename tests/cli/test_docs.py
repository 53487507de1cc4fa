"""docs/cli.md tells the truth: every command and option stands in it, none is invented, and its examples work."""

from __future__ import annotations

import json
import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from little_giants.cli import COMMANDS

from .conftest import ROOT, Run

PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
HELP = {"--help", "-h"}


def section(name: str) -> str:
    """The text of one command."""
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/cli.md has no section {name}"
    return found[1]


def command(name: str) -> click.Command:
    loaded: click.Command = import_module(f"little_giants.cli.{name}").command
    return loaded


def commands(of: click.Command) -> list[click.Command]:
    """The command itself and those inside it, at every depth."""
    return [of, *(one for sub in getattr(of, "commands", {}).values() for one in commands(sub))]


def options(name: str) -> dict[str, click.Option]:
    params = [param for one in commands(command(name)) for param in one.params]
    return {flag: option for option in params if isinstance(option, click.Option) for flag in option.opts}


def rows(name: str) -> list[list[str]]:
    """The cells of the option table of a command."""
    lines = re.findall(r"^\| (`-.*) \|$", section(name), re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def test_the_commands_are_those_of_the_program() -> None:
    assert re.findall(r"^## (\S+)$", PAGE, re.MULTILINE) == list(COMMANDS)
    assert re.findall(r"^\| \[`(\w+)`\]\(#\1\) \|", PAGE, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_are_those_of_the_command(name: str) -> None:
    documented = [flag for row in rows(name) for flag in re.findall(r"`(-[-\w]+)", row[0])]
    assert sorted(documented) == sorted(set(options(name)) - HELP)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_defaults_are_those_of_the_command(name: str) -> None:
    for first, default, _ in rows(name):
        option = options(name)[re.findall(r"`(-[-\w]+)", first)[0]]
        if default.startswith("`") and default.endswith("`") and "," not in default:
            actual = option.default[0] if isinstance(option.default, tuple) else option.default
            assert default.strip("`") == str(actual)
        else:
            assert not isinstance(option.default, (str, int)) or option.is_flag


@pytest.mark.parametrize("name", COMMANDS)
def test_the_choices_are_named(name: str) -> None:
    for first, _, words in rows(name):
        option = options(name)[re.findall(r"`(-[-\w]+)", first)[0]]
        if isinstance(option.type, click.Choice):
            named = set(re.findall(r"`([^`]+)`", words)) | {str(option.default)}
            assert set(option.type.choices) <= named


@pytest.mark.parametrize("line", re.findall(r"^little-giants .*$", PAGE, re.MULTILINE))
def test_an_example_is_understood(line: str) -> None:
    _, name, *args = shlex.split(line)
    understood = command(name)
    while isinstance(understood, click.Group):
        name, *args = args
        understood = understood.commands[name]
    understood.make_context(name, args)


def shape(value: Any) -> Any:
    """The property names of a JSON value, at every depth; of a list, those of its first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value)


def test_the_json_example_has_the_shape_of_a_report(run: Run, broken: Path) -> None:
    example = json.loads(re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0])
    actual = json.loads(run("validate", broken, "--format", "json").out)
    actual["tasks"] = [task for task in actual["tasks"] if not task["valid"]]
    assert shape(example) == shape(actual)
    assert example["tasks"][0]["errors"] == actual["tasks"][0]["errors"]


def test_the_text_example_is_a_report(run: Run, broken: Path) -> None:
    example = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]
    seconds = r"[\d.]+ s\)"
    assert re.sub(seconds, "", run("validate", broken).out) == re.sub(seconds, "", example)
