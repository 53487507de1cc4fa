"""The manual is true: generated pages are up to date, links lead somewhere, every page can be found from the index."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_pages_are_up_to_date(generator: ModuleType) -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in generator.generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make docs`"


def test_a_changed_schema_changes_the_page(generator: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "README.md").write_text(f"a\n{generator.BEGIN}\nstale\n{generator.END}\nb\n", encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(
        '{"resources": [{"name": "t", "path": "data/t.csv", "schema": "schemas/t.json", "title": "T", "title_zh": "表",'
        ' "description": "A | B.", "description_zh": "说明。"}]}',
        encoding="utf-8",
    )
    (tmp_path / "schemas" / "t.json").write_text(
        '{"fields": [{"name": "value", "title": "Value", "title_zh": "值", "description": "How much.",'
        ' "type": "number", "unit": "kg", "example": 0, "constraints": {"required": true, "minimum": 0}}],'
        ' "primaryKey": ["value"], "foreignKeys": [{"fields": ["value"],'
        ' "reference": {"resource": "", "fields": ["value"]}}]}',
        encoding="utf-8",
    )
    pages = generator.generated(tmp_path)
    table = pages[tmp_path / "docs" / "tables.md"]
    assert "| `value` | number, kg, required | **Value** (值). How much. At least 0. | `0` |" in table
    assert "One row is known by `value`." in table and "`value` must stand in `t`." in table
    readme = pages[tmp_path / "README.md"]
    assert readme.startswith("a\n") and readme.endswith("\nb\n") and "stale" not in readme
    assert "| [`t`](docs/tables.md#t) | 表 | A \\| B. |" in readme


def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as Markdown readers make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_every_page_of_the_manual_can_be_found() -> None:
    """From the index, by following links, one reaches every page of docs/."""
    found: set[Path] = set()
    ahead = [ROOT / "docs" / "index.md"]
    while ahead:
        page = ahead.pop()
        if page in PAGES and page not in found:
            found.add(page)
            targets = LINK.findall(page.read_text(encoding="utf-8"))
            ahead.extend((page.parent / target.partition("#")[0]).resolve() for target in targets)
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in found] == []
