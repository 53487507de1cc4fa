"""The rule catalogue: the words of every built-in rule in English and Chinese, and how a finding becomes a sentence.

Reports, the manual and the tests all take their words from here. Importing it needs nothing but the findings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from little_giants.findings import Finding, RuleText
from little_giants.rules.catalogue.cells import CELLS
from little_giants.rules.catalogue.files import FILES
from little_giants.rules.catalogue.headers import HEADERS
from little_giants.rules.catalogue.rows import ROWS

__all__ = ["ALWAYS", "BUILT_IN", "HOLE", "message"]

BUILT_IN: Final[Mapping[str, RuleText]] = {text.code: text for text in (*FILES, *HEADERS, *ROWS, *CELLS)}

HOLE: Final = re.compile(r"\{([^{}]*)\}")  # what stands for a value in a template
ALWAYS: Final = ("cell", "field", "line", "resource", "row")  # what every finding has, beside its params
_NEAREST = {"en": " Did you mean {}?", "zh": "是否应为 {}？"}


def message(finding: Finding, texts: Mapping[str, RuleText], lang: str = "en") -> str:
    """The sentence of one finding: the rule's template, filled.

    ``{cell}``, ``{field}``, ``{row}``, ``{line}`` and every name in ``finding.params`` may stand in a template. A name
    that the finding does not have is shown as ``…``; nothing is evaluated and nothing raises. ``lang`` is "en" or "zh".
    A near value (parameter ``nearest``) is offered at the end.
    """
    text = texts.get(finding.code)
    template = (text.message_zh if lang == "zh" else text.message) if text else finding.code
    values = {
        "field": finding.field_name,
        "row": finding.row_number,
        "line": finding.line,
        "resource": finding.resource,
        **finding.params,
        "cell": finding.cell,
    }

    def fill(hole: re.Match[str]) -> str:
        value = values.get(hole[1])
        return "…" if value is None else str(value)

    sentence = HOLE.sub(fill, template)
    nearest = finding.params.get("nearest")
    if nearest and "{nearest}" not in template:
        sentence += _NEAREST["zh" if lang == "zh" else "en"].format(nearest)
    return sentence
