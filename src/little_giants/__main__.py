"""``python -m little_giants``: the command line without the console script."""

from __future__ import annotations

from little_giants.cli import main

if __name__ == "__main__":
    main()
