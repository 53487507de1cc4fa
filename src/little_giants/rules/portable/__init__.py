"""Portable SQL: one predicate text, one meaning, several engines. The language is documented in docs/portable-sql.md.

``parse`` turns the text into typed nodes; each ``to_*`` module renders the nodes for one engine. Another engine
(SQLite, Spark) is one more such module: the nodes already say everything, types and NULL behaviour included.
"""

from little_giants.rules.portable.node import Kind, Node, PortableError
from little_giants.rules.portable.parse import parse

__all__ = ["Kind", "Node", "PortableError", "parse"]
