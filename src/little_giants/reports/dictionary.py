"""The data dictionary: what a package holds, told by its own descriptor and schemas, as text or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from little_giants.package.model import Package, Resource
from little_giants.reports.display import pad, visible, width, wrap
from little_giants.schema.model import Field

FORMATS = ("text", "markdown")
LINE_COLUMNS = 110
_LABELS = {
    "en": {
        "version": " (version {})",
        "field": "Field",
        "type": "Type",
        "meaning": "Meaning",
        "required": "required",
        "unique": "unique",
        "unit": "Unit: ",
        "one of": "One of: ",
        "example": "Example: ",
        "primary": "Primary key: ",
        "unique key": "Unique key: ",
        "foreign": "Points at: ",
        "stop": ". ",
    },
    "zh": {
        "version": "（版本 {}）",
        "field": "字段",
        "type": "类型",
        "meaning": "含义",
        "required": "必填",
        "unique": "唯一",
        "unit": "单位：",
        "one of": "取值：",
        "example": "示例：",
        "primary": "主键：",
        "unique key": "唯一键：",
        "foreign": "外键：",
        "stop": "。",
    },
}


def render(package: Package, kind: str, lang: str = "en", only: Collection[str] = ()) -> str:
    """The dictionary of ``package``, or of the tables ``only``. ``kind`` is one of FORMATS, ``lang`` "en" or "zh".

    Raises KeyError for another kind or language.
    """
    table = {"text": _text_table, "markdown": _markdown_table}[kind]
    labels = _LABELS[lang]
    hashes = "# " if kind == "markdown" else ""
    title = _words(package.properties, "title", lang) or package.name
    version = labels["version"].format(package.version) if package.version else ""
    lines = [f"{hashes}{title}{version}", ""]
    if description := _words(package.properties, "description", lang):
        lines += [*_paragraphs(description, kind), ""]
    for resource in package.resources:
        if not only or resource.name in only:
            lines += [*table(resource, lang), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _words(properties: Mapping[str, Any], name: str, lang: str) -> str:
    """A text of a descriptor in the wanted language, else in English, else empty."""
    own = properties.get(f"{name}_{lang}") if lang != "en" else None
    return str(own or properties.get(name) or "")


def _paragraphs(text: str, kind: str) -> list[str]:
    return [text] if kind == "markdown" else wrap(visible(text), LINE_COLUMNS)


def _title(resource: Resource, lang: str) -> str:
    return _words(resource.schema.properties, "title", lang) or _words(resource.properties, "title", lang)


def _description(resource: Resource, lang: str) -> str:
    return _words(resource.schema.properties, "description", lang) or _words(resource.properties, "description", lang)


def _keys(resource: Resource, lang: str, code: Callable[[str], str]) -> list[str]:
    """One line per key; ``code`` dresses a field name."""
    labels, schema = _LABELS[lang], resource.schema
    lines = []
    if schema.primary_key:
        lines.append(labels["primary"] + ", ".join(map(code, schema.primary_key)))
    lines += [labels["unique key"] + ", ".join(map(code, key)) for key in schema.unique_keys]
    for key in schema.foreign_keys:
        target = ", ".join(code(f"{key.target}.{name}") for name in key.target_fields)
        lines.append(f"{labels['foreign']}{', '.join(map(code, key.fields))} → {target}")
    return lines


def _type(field: Field, lang: str) -> str:
    """ "string (uri), required, unique"."""
    labels = _LABELS[lang]
    parts = [field.type if field.format == "default" else f"{field.type} ({field.format})"]
    parts += [labels[name] for name in ("required", "unique") if field.constraints.get(name)]
    return ", ".join(parts)


def _meaning(field: Field, lang: str) -> str:
    """Title, description, unit, allowed values and an example, in one line."""
    labels = _LABELS[lang]
    parts = [_words(field.properties, "title", lang), _words(field.properties, "description", lang)]
    if unit := field.properties.get("unit"):
        parts.append(f"{labels['unit']}{unit}")
    if allowed := field.constraints.get("enum"):
        parts.append(labels["one of"] + ", ".join(map(str, allowed)))
    if (example := field.properties.get("example")) not in (None, ""):
        parts.append(f"{labels['example']}{example}")
    sentences = [part.strip().rstrip(".。") for part in parts]
    return labels["stop"].join(part for part in sentences if part)


def _text_table(resource: Resource, lang: str) -> list[str]:
    fields = [(field.name, _type(field, lang), visible(_meaning(field, lang))) for field in resource.schema.fields]
    names = max((width(name) for name, _, _ in fields), default=0)
    types = max((width(kind) for _, kind, _ in fields), default=0)
    lines = [f"{resource.name}  {resource.path}  {_title(resource, lang)}"]
    lines += [f"  {line}" for line in wrap(visible(_description(resource, lang)), LINE_COLUMNS - 2)]
    lines += [f"  {line}" for line in _keys(resource, lang, str)]
    indent = " " * (4 + names + 2 + types + 2)
    for name, kind, meaning in fields:
        first, *rest = wrap(meaning, max(40, LINE_COLUMNS - len(indent))) or [""]
        lines.append(f"    {pad(name, names)}  {pad(kind, types)}  {first}".rstrip())
        lines += [indent + line for line in rest]
    return lines


def _markdown_table(resource: Resource, lang: str) -> list[str]:
    labels = _LABELS[lang]
    lines = [f"## {resource.name}", ""]
    lines += [f"**{_title(resource, lang)}** (`{resource.path}`)", ""]
    if description := _description(resource, lang):
        lines += [description, ""]
    if keys := _keys(resource, lang, lambda name: f"`{name}`"):
        lines += [*(f"- {key}" for key in keys), ""]
    if not resource.schema.fields:
        return lines[:-1]
    lines += [f"| {labels['field']} | {labels['type']} | {labels['meaning']} |", "| --- | --- | --- |"]
    for field in resource.schema.fields:
        lines.append(f"| `{field.name}` | {_type(field, lang)} | {_in_cell(_meaning(field, lang))} |")
    return lines


def _in_cell(text: str) -> str:
    """Text that stays inside one cell of a Markdown table and is not read as HTML."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
