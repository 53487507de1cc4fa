"""Read one rule file: run it under a private name, give its rules with their lines. No traceback reaches a user."""

from __future__ import annotations

import ast
import hashlib
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from little_giants.errors import Problem
from little_giants.rules.files import FOLDER
from little_giants.rules.model import Rule
from little_giants.rules.portable import PortableError

_IMPORTS = "A rule file imports from little_giants.rules and from Python's standard library only."


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The rules of one file. ``place`` is relative to the package; ``lines`` says where a rule's code is written."""

    place: str
    table: str  # what the file's name begins with: counts for counts.py and for counts.totals.py
    rules: tuple[Rule, ...]
    lines: dict[str, int]

    def problem(self, code: str, message: str, mend: str = "") -> Problem:
        """A problem of one rule."""
        return Problem(self.place, _line(self.lines.get(code)), f"{code}: {message}", mend)


def read_rules(root: Path, file: Path, problems: list[Problem]) -> RuleFile | None:
    """Run ``file`` and return its ``RULES``. Append what is wrong to ``problems`` and return None then."""
    place = file.relative_to(root).as_posix()
    digest = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:12]
    name = f"_little_giants_{FOLDER}_{digest}_{file.stem}"
    try:
        text = file.read_text("utf-8")
        tree = ast.parse(text, str(file))
        code = compile(tree, str(file), "exec")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(place, "", f"cannot be read: {error}.", "Save it as UTF-8."))
        return None
    except (SyntaxError, ValueError) as error:
        problems.append(Problem(place, _line(getattr(error, "lineno", None)), f"is no Python: {error}.", "Correct it."))
        return None
    foreign = _foreign_import(tree)
    if foreign is not None:
        problems.append(Problem(place, _line(foreign[0]), f"imports {foreign[1]}.", _IMPORTS))
        return None
    module = ModuleType(name)
    module.__file__ = str(file)
    sys.modules[name] = module  # dataclasses and pickle look the module up by its name
    try:
        exec(code, module.__dict__)
    except (Exception, SystemExit) as error:
        problems.append(_raised(place, file, error))
        return None
    finally:
        sys.modules.pop(name, None)
    rules = getattr(module, "RULES", None)
    if not isinstance(rules, list | tuple) or not all(isinstance(rule, Rule) for rule in rules):
        problems.append(Problem(place, "", "has no list RULES of Rule.", "Write RULES = [Rule(...), ...]."))
        return None
    return RuleFile(place, file.name.partition(".")[0], tuple(rules), _lines(tree))


def _line(number: int | None) -> str:
    return f"line {number}" if number else ""


def _foreign_import(tree: ast.AST) -> tuple[int, str] | None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["." * node.level + (node.module or "")]
        else:
            continue
        for name in names:
            if name != "little_giants.rules" and name.partition(".")[0] not in sys.stdlib_module_names:
                return node.lineno, name
    return None


def _raised(place: str, file: Path, error: BaseException) -> Problem:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    where = _line(frames[-1].lineno if frames else None)
    if isinstance(error, PortableError):
        return Problem(place, where, error.message, error.mend)
    message = str(error).replace("Rule.__init__() ", "the rule is ") or type(error).__name__
    return Problem(place, where, f"does not run: {type(error).__name__}: {message}.", "Correct it.")


def _lines(tree: ast.AST) -> dict[str, int]:
    """The line of every ``code="..."`` that is written out."""
    return {
        word.value.value: word.value.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "code" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
    }
