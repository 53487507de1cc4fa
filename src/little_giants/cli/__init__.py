"""The command line: one module per command, imported only when that command is used."""

from __future__ import annotations

from little_giants.cli.app import COMMANDS, cli, main

__all__ = ["COMMANDS", "cli", "main"]
