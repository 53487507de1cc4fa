"""Table Schema: descriptors read into frozen records, and the cell rules they stand for."""

from little_giants.schema.model import Field, ForeignKey, Schema

__all__ = ["Field", "ForeignKey", "Schema"]
