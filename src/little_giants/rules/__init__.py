"""Rules as data: what authors write, how it is compiled, and the words of every rule.

Importing this package is cheap: Pandera, polars and sqlglot are imported only when a name that needs them is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from little_giants.rules.model import CompiledRule, Rule, RuleSet

if TYPE_CHECKING:
    from little_giants.rules.checks import Check
    from little_giants.rules.frame import frame_schema
    from little_giants.rules.plan import load

__all__ = ["Check", "CompiledRule", "Rule", "RuleSet", "frame_schema", "load"]

_LATE = {"Check": "checks", "frame_schema": "frame", "load": "plan"}


def __getattr__(name: str) -> Any:
    """Import late what is heavy (PEP 562)."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
