"""From the text of a cell to its logical value, in plain Python: one function a type, by the words of Table Schema v2.

>>> parse = parser(Field("price", "number", "default", {}, ("",), {"groupChar": ","}))
>>> parse("1,234.50")
Decimal('1234.50')
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from little_giants.schema.model import Field
from little_giants.schema.values import numbers, structures, texts, times

Parser = Callable[[str], Any]  # raises ValueError for text outside the lexical space of the type

__all__ = ["Parser", "parser"]


def parser(field: Field) -> Parser:
    """The parser of a field's cells. Missing values are taken out before it is called.

    Logical values of one field compare with each other where the type is ordered, and are hashable where a key may
    hold them. Raises KeyError for a type or format that this version does not know.
    """
    options = field.properties
    match field.type:
        case "string":
            return texts.FORMATS[field.format]
        case "number":
            return numbers.number(
                options.get("decimalChar", "."), options.get("groupChar", ""), options.get("bareNumber", True)
            )
        case "integer":
            return numbers.integer(options.get("groupChar", ""), options.get("bareNumber", True))
        case "boolean":
            return texts.boolean(
                tuple(options.get("trueValues", texts.TRUE)), tuple(options.get("falseValues", texts.FALSE))
            )
        case "list":
            item = Field(field.name, options.get("itemType", "string"), "default", {}, (), {})
            return structures.items(options.get("delimiter", ","), parser(item))
        case "datetime" | "date" | "time":
            return times.temporal(field.type, field.format)
        case "year":
            return times.year
        case "yearmonth":
            return times.year_month
        case "duration":
            return times.duration
        case "any":
            return str
    return structures.FORMATS[field.type, field.format]
