"""Little Giants: an evidence-grade data package, and the framework that keeps it right.

>>> import little_giants
>>> package = little_giants.open(".")
>>> package.validate().valid
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from little_giants.api import DataPackage as DataPackage
    from little_giants.api import open as open

__all__ = ["DataPackage", "open"]


def __getattr__(name: str) -> Any:
    """Import late: ``little-giants --help`` needs no engine."""
    if name in __all__:
        from little_giants import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
