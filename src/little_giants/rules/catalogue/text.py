"""The words of one built-in rule, written side by side in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from little_giants.findings import RuleText

STANDARD = "https://datapackage.org/standard/"


@dataclass(frozen=True, slots=True)
class Words:
    """Title, reason, remedy and message template in one language."""

    title: str
    why: str
    mend: str
    message: str


def text(code: str, kind: str, spec: str, en: Words, zh: Words, severity: str = "error") -> RuleText:
    """A RuleText of a built-in rule. ``spec`` is relative to the Data Package standard; empty where it is silent."""
    return RuleText(
        code=code,
        type=kind,
        title=en.title,
        title_zh=zh.title,
        why=en.why,
        why_zh=zh.why,
        mend=en.mend,
        mend_zh=zh.mend,
        message=en.message,
        message_zh=zh.message,
        severity=severity,
        spec=STANDARD + spec if spec else "",
    )
