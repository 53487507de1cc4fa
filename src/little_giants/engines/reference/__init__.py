"""The reference engine: plain Python, slow and obvious. Tests hold every other engine against it.

It reads one record after the other and asks each rule of ``schema.cells`` about each cell. It judges files, headers,
rows, cells and keys; the package's own rules (``validators/``) it does not run.
"""

from little_giants.engines.reference.run import run

__all__ = ["run"]
