"""Compile a regular expression into a deterministic automaton over UTF-8 bytes, for scanners that step a table.

>>> automaton("[A-Z]{3}").matches(b"CNY"), automaton("[A-Z]{3}").matches(b"CNYX")
(True, False)

Three steps. The tree of the pattern becomes a net whose places each take one character (Thompson's construction).
Characters that no place tells apart form one kind, and sets of places become states (subset construction). Last, the
kinds above U+007F are spelt as bytes: between two such states stand states for characters begun and not finished.
All of it is bounded: a pattern that needs too many states, or too much work, has no automaton. States are not
minimised: the patterns in use have at most twice as many as they need, and searching takes longer than building.
"""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from little_giants.schema import expression
from little_giants.schema.expression import Characters, Choice, Node, NotUnderstoodError, Repeat, Sequence
from little_giants.schema.pattern import Ranges
from little_giants.schema.utf8 import Run, joined, spell

MOST_STATES = 4000
_MOST_STEPS = 100_000  # of the work below, each well under a microsecond

_END = 0  # the place after the last character


@dataclass(frozen=True, slots=True)
class Automaton:
    """Begin in state 1; after each byte, go to ``table[state * width + classes[byte]]``. State 0 is dead.

    The text must be valid UTF-8. It matches if the state after its last byte accepts.
    """

    classes: bytes  # 256 entries: the class of each byte
    width: int  # the number of classes
    table: bytes  # states * width entries of unsigned 16 bits, little endian: the next state
    accepting: bytes  # one byte a state: 1 if it accepts, else 0

    def matches(self, text: bytes) -> bool:
        """Whether the whole text matches. Plain and slow: it says what the tables mean."""
        state = 1
        for byte in text:
            at = 2 * (state * self.width + self.classes[byte])
            state = int.from_bytes(self.table[at : at + 2], "little")
        return self.accepting[state] == 1


@lru_cache(maxsize=1024)
def automaton(pattern: str) -> Automaton | None:
    """The automaton of what ``re.fullmatch`` accepts, or None: not understood, or too large.

    ``pattern`` is one that ``pattern.translate`` wrote, or a constant of this program; see ``expression``, also for the
    one exception: ``(?i:…)`` folds ASCII only, as RE2 does, so that ``ınf`` is no number.
    """
    try:
        budget = _Budget(_MOST_STEPS)
        budget.spend(len(pattern))
        net = _Net(budget)
        start = net.add(expression.parse(pattern), _END)
        runs, kinds = _kinds(net)
        return _bytes(runs, *_states(net, start, kinds), budget)
    except (NotUnderstoodError, _TooLargeError):
        return None


class _TooLargeError(Exception):
    """More states or more work than allowed."""


class _Budget:
    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise _TooLargeError


class _Net:
    """Places, numbered from 1. A place takes one of its characters and leads on, or forks without taking any."""

    def __init__(self, budget: _Budget) -> None:
        self.budget = budget
        self.symbols: dict[Ranges, int] = {}
        self.symbol: list[int] = [-1]  # of each place, the number of the characters it takes; -1: it forks or ends
        self.after: list[list[int]] = [[]]  # of each place, where it leads
        self._reached: dict[int, frozenset[int]] = {}

    def add(self, node: Node, then: int) -> int:
        """Add the places of ``node``, which lead to ``then`` at last, and say at which one it begins."""
        self.budget.spend(2)
        match node:
            case Characters(ranges):
                return self.place(self.symbols.setdefault(ranges, len(self.symbols)), [then])
            case Sequence(parts):
                for part in reversed(parts):
                    then = self.add(part, then)
                return then
            case Choice(branches):
                return self.place(-1, [self.add(branch, then) for branch in branches])
            case Repeat(body, low, high):
                begin = then
                if high is None:  # the last required time, if there is one, is the loop itself
                    loop = self.place(-1, [])
                    again = self.add(body, loop)
                    self.after[loop] += [again, then]
                    begin, low = (again, low - 1) if low else (loop, 0)
                for _ in range(0 if high is None else high - low):
                    begin = self.place(-1, [self.add(body, begin), then])
                for _ in range(low):
                    begin = self.add(body, begin)
                return begin

    def place(self, symbol: int, after: list[int]) -> int:
        self.symbol.append(symbol)
        self.after.append(after)
        return len(self.after) - 1

    def reached(self, place: int) -> frozenset[int]:
        """The places that take a character, and perhaps the end, that are reached from a place without taking one."""
        found = self._reached.get(place)
        if found is None:
            seen = {place}
            waiting = [place]
            while waiting:
                one = waiting.pop()
                if one != _END and self.symbol[one] < 0:
                    self.budget.spend(len(self.after[one]))
                    fresh = set(self.after[one]) - seen
                    seen |= fresh
                    waiting += fresh
            found = frozenset(one for one in seen if one == _END or self.symbol[one] >= 0)
            self._reached[place] = found
        return found


def _kinds(net: _Net) -> tuple[list[Run], list[list[int]]]:
    """Sort all characters into kinds: two are of one kind if every place takes both or neither.

    Gives the code points of each kind, in order, and of each symbol its kinds. No place takes kind 0: it is left out.
    """
    edges: dict[int, int] = {0: 0, sys.maxunicode + 1: 0}  # where symbols begin and end, as bits
    for ranges, symbol in net.symbols.items():
        net.budget.spend(len(ranges) * (4 + symbol // 64))  # the bits of many symbols are long
        for low, high in ranges:
            edges[low] = edges.get(low, 0) ^ 1 << symbol
            edges[high + 1] = edges.get(high + 1, 0) ^ 1 << symbol
    inside = 0
    labels = {0: 0}
    runs: list[Run] = []
    for low, end in pairwise(sorted(edges)):
        inside ^= edges[low]
        if inside:
            runs.append((low, end - 1, labels.setdefault(inside, len(labels))))
    of: list[list[int]] = [[] for _ in net.symbols]
    for bits, kind in labels.items():
        net.budget.spend(bits.bit_count())
        while bits:
            of[bits.bit_length() - 1].append(kind)
            bits ^= 1 << bits.bit_length() - 1
    return runs, of


def _states(net: _Net, start: int, kinds: list[list[int]]) -> tuple[list[list[int]], bytes]:
    """Of each state from 1 up, the next state by kind; of each state from 0 up, whether it accepts."""
    count = max((kind for several in kinds for kind in several), default=0) + 1
    first = net.reached(start)
    numbers: dict[frozenset[int], int] = {frozenset(): 0, first: 1}
    rows: list[list[int]] = []
    order = [first]
    for places in order:  # which grows meanwhile
        moves: dict[int, list[frozenset[int]]] = {}
        for place in places:
            if place == _END:
                continue
            reached = net.reached(net.after[place][0])
            taken = kinds[net.symbol[place]]
            net.budget.spend(len(taken))
            for kind in taken:
                moves.setdefault(kind, []).append(reached)
        row = [0] * count
        for kind, (one, *others) in moves.items():
            target = one.union(*others) if others else one
            net.budget.spend(sum(map(len, others)) // 8)
            if target not in numbers:
                numbers[target] = len(numbers)
                order.append(target)
            row[kind] = numbers[target]
        net.budget.spend(count // 8)
        rows.append(row)
        if len(numbers) > MOST_STATES:
            raise _TooLargeError
    return rows, bytes([0, *(_END in places for places in order)])


def _bytes(runs: list[Run], rows: list[list[int]], accepting: bytes, budget: _Budget) -> Automaton:
    """The automaton over bytes: ``rows`` say, for states from 1 up, where each kind of character leads."""
    columns: dict[tuple[int, ...], int] = {}  # kinds that never make a difference become one
    merged = [columns.setdefault(column, len(columns)) for column in zip(*rows, strict=True)]
    spelling = spell(joined((low, high, merged[kind]) for low, high, kind in runs if merged[kind]))
    single: dict[int, int] = {0: 0}  # classes of bytes: by kind,
    leads: dict[int, int] = {}  # by node
    classes = bytearray(256)
    for low, high, kind in spelling.single:
        classes[low : high + 1] = bytes([single.setdefault(kind, len(single))]) * (high + 1 - low)
    for low, high, node in spelling.leads:
        classes[low : high + 1] = bytes([len(single) + leads.setdefault(node, len(leads))]) * (high + 1 - low)
    begin = len(single) + len(leads)
    cuts = sorted({cut for node in spelling.nodes for low, high, _ in node for cut in (low, high + 1)})
    for number, (low, end) in enumerate(pairwise(cuts), start=begin):
        classes[low:end] = bytes([number]) * (end - low)
    width = begin + max(len(cuts) - 1, 0)

    between = _Between(spelling.nodes, len(accepting), budget)
    table = array("H", bytes(2 * width))
    for row in zip(*columns, strict=True):
        memo: dict[int, int] = {}
        table.extend(row[kind] for kind in single)
        table.extend(between.state(node, row, memo) for node in leads)
        table.extend([0] * (width - begin))
    for state in between.states:
        budget.spend(width // 16)
        cells = [0] * width
        for low, high, target in state:
            for one in range(classes[low], classes[high] + 1):
                cells[one] = target
        table.extend(cells)
    if sys.byteorder == "big":
        table.byteswap()
    return Automaton(bytes(classes), width, table.tobytes(), accepting + bytes(len(between.states)))


class _Between:
    """The states within a character, of which some bytes are read; equal ones are one."""

    def __init__(self, nodes: list[tuple[Run, ...]], first: int, budget: _Budget) -> None:
        self.nodes = nodes
        self.first = first
        self.budget = budget
        self.states: dict[tuple[Run, ...], int] = {}

    def state(self, child: int, row: tuple[int, ...], memo: dict[int, int]) -> int:
        """The state after a byte that leads to ``child``, in a character begun where ``row`` is the row of the state.

        ``memo`` keeps the answers for that row.
        """
        if child >= 0:
            return row[child]
        if child not in memo:
            node = self.nodes[~child]
            self.budget.spend(len(node))
            steps = ((low, high, self.state(inner, row, memo)) for low, high, inner in node)
            runs = tuple(joined(step for step in steps if step[2]))
            memo[child] = self.states.setdefault(runs, self.first + len(self.states)) if runs else 0
            if self.first + len(self.states) > MOST_STATES:
                raise _TooLargeError
        return memo[child]
