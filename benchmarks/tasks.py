"""What is measured at scale: which program, over which package, with which options; and the same in small."""

from __future__ import annotations

from dataclasses import dataclass

OURS, FLOOR = "ours", "floor"
PEERS = ("frictionless", "dataframely", "pointblank", "pandera")
WORST = ("foreign-keys", "enums", "types", "one-key", "pairs")


@dataclass(frozen=True, slots=True)
class Data:
    """A package to generate. ``size`` is the number that makes the shape: targets, columns, characters or tables."""

    rows: int
    variant: str = "valid"
    shuffled: bool = False
    shape: str = "trade"
    size: int = 0

    @property
    def name(self) -> str:
        """The folder it is written to."""
        odd = [f"{self.shape}-{self.size}"] if self.size else [self.variant] + ["shuffled"] * self.shuffled
        return "-".join([f"{self.rows}", *odd])

    @property
    def arguments(self) -> list[str]:
        """What the generator is told."""
        options = {"keys": "--targets", "wide": "--columns", "long": "--cell", "small": "--tables"}
        odd = [options[self.shape], str(self.size)] if self.size else []
        return ["--shape", self.shape, "--rows", str(self.rows), "--variant", self.variant, *odd] + (
            ["--shuffled"] if self.shuffled else []
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One program over one package. ``data`` is None for commands over the package of this repository."""

    program: str
    data: Data | None
    options: tuple[str, ...] = ()
    rounds: int = 3

    @property
    def name(self) -> str:
        """What results are kept under."""
        return " ".join([self.program, self.data.name if self.data else "own package", *self.options])


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of a run. Each stage is interleaved: all its tasks once, then all of them again."""

    base: int  # rows at which programs are compared
    large: int  # rows at which memory and the floor are judged
    huge: int
    wrong: int  # rows of the all-wrong table that frictionless gets
    growth: tuple[int, ...]
    limits: tuple[str, ...]  # memory limits at the huge size
    keys: tuple[int, int]
    columns: tuple[int, int]
    cells: tuple[int, int]
    tables: tuple[int, int]
    shape_rows: tuple[
        int, int, int, int
    ]  # rows for keys, characters for cells over all, rows for wide, rows of a table

    def stages(self) -> dict[str, list[Task]]:
        """Every task, by stage."""
        valid, some = Data(self.base), Data(self.base, "some")
        base = [Task(program, data, rounds=5) for data in (valid, some) for program in (OURS, *PEERS[1:])]
        base += [Task(FLOOR, valid, rounds=5), Task("frictionless", valid), Task("frictionless", some)]
        wrong = Data(self.wrong, "wrong")
        large = [Task(FLOOR, Data(self.large)), Task(OURS, Data(self.large)), Task(OURS, Data(self.large, "some"))]
        large += [Task(FLOOR, Data(self.large, shuffled=True)), Task(OURS, Data(self.large, shuffled=True))]
        large += [Task(OURS, Data(self.large, "keyless"))]
        large += [Task(program, Data(self.large, "wrong")) for program in (FLOOR, OURS)]
        large += [Task(OURS, Data(self.large, variant)) for variant in WORST]
        huge = [Task(FLOOR, Data(self.huge)), Task(OURS, Data(self.huge))]
        huge += [Task(OURS, Data(self.huge), ("--memory", limit)) for limit in self.limits]
        huge += [Task(OURS, Data(self.huge, "wrong"), ("--memory", self.limits[-1]), rounds=1)]
        between = [rows for rows in self.growth if rows not in (self.base, self.large, self.huge)]
        return {
            "own package": [Task(name, None, rounds=5) for name in ("help", "first validation", "next validation")],
            f"{self.base:,} rows": base,
            f"{self.wrong:,} rows, all wrong": [Task(OURS, wrong), Task("frictionless", wrong, rounds=1)],
            f"{self.large:,} rows": large,
            "growth": [Task(program, Data(rows)) for rows in between for program in (FLOOR, OURS)],
            "odd shapes": [Task(OURS, data) for data in self.shapes()],
            f"{self.huge:,} rows": huge,
        }

    def shapes(self) -> list[Data]:
        """The packages of odd shapes, each small and large."""
        rows, characters, wide, each = self.shape_rows
        return [
            *(Data(rows, shape="keys", size=size) for size in self.keys),
            *(Data(wide, shape="wide", size=size) for size in self.columns),
            *(Data(characters // size, shape="long", size=size) for size in self.cells),
            *(Data(size * each, shape="small", size=size) for size in self.tables),
        ]


FULL = Plan(
    base=1_000_000,
    large=10_000_000,
    huge=50_000_000,
    wrong=100_000,
    growth=(1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000),
    limits=("1GB", "512MB"),
    keys=(5_000, 5_000_000),
    columns=(50, 500),
    cells=(1_000, 1_000_000),
    tables=(200, 2_000),
    shape_rows=(1_000_000, 200_000_000, 20_000, 10),
)
QUICK = Plan(
    base=10_000,
    large=20_000,
    huge=40_000,
    wrong=1_300,
    growth=(10_000, 20_000, 40_000),
    limits=("1GB", "512MB"),
    keys=(500, 5_000),
    columns=(5, 50),
    cells=(1_000, 100_000),
    tables=(2, 20),
    shape_rows=(1_000, 1_000_000, 200, 10),
)
