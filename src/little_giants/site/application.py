"""The Datasette application over a site folder: immutable database, our settings, plugins, pages and styles."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from little_giants.errors import UsageError

if TYPE_CHECKING:
    from little_giants.site.folder import SiteFolder

_HERE = Path(__file__).parent
NEEDED = "0.65"


def check_datasette() -> None:
    """Raise UsageError when Datasette is missing, has another version, or would be unsafe."""
    try:
        from datasette.utils.sqlite import sqlite3 as used
        from datasette.version import __version__
    except ImportError:
        raise UsageError(
            "the site needs Datasette, which is not installed. Install the extra: pip install 'little-giants[site]'."
        ) from None
    if not __version__.startswith(f"{NEEDED}."):
        raise UsageError(f"the site needs Datasette {NEEDED}, not {__version__}: pip install 'datasette=={NEEDED}.*'.")
    if used.__name__ != "sqlite3":
        raise UsageError(
            f"Datasette would use {used.__name__}, which cannot bound a query: pip uninstall {used.__name__}."
        )


def datasette(site: SiteFolder) -> Any:
    """A ``datasette.app.Datasette`` for ``site``. Raises UsageError as :func:`check_datasette` does."""
    check_datasette()
    from datasette.app import Datasette

    # Where rich is installed, Datasette prints every mistyped address with all local variables on our terminal.
    vars(import_module("datasette.handle_exception"))["rich"] = None
    return Datasette(
        files=[],
        immutables=[str(site.database)],
        inspect_data=_json(site.path / "inspect-data.json"),
        metadata=_json(site.path / "metadata.json"),
        settings=_json(site.path / "settings.json"),
        plugins_dir=str(_HERE / "plugins"),
        template_dir=str(_HERE / "templates"),
        static_mounts=[("assets", str(_HERE / "static"))],
    )


def _json(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))
