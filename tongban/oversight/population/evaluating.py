"""A population evaluated (全人群测算): look the file over, run, count, and write the lists.

Nothing is left half done: the file of results takes its name only when it is whole.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tongban.oversight.population import lists
from tongban.oversight.population.assembling import Assembly, Rule, assemble, legend
from tongban.oversight.population.building import HOUSEHOLD
from tongban.oversight.population.engines import Job, engine
from tongban.oversight.population.layers import layered
from tongban.oversight.population.registry import Registry, check, look_over
from tongban.policy.domain.rules import arithmetic

TODAY = "today"
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


def quiet(_what: str, _done: int, _of: int) -> None:
    """Say nothing about how far it is."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where what came out lies (结果文件): lines, the two lists, and what the bits mean."""

    lines: Path
    confirm: Path
    missing: Path
    legend: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a population run came to (测算结果)."""

    persons: int
    granted: Mapping[str, int]
    unknown: Mapping[str, int]
    amounts: Mapping[str, Mapping[str, int]]
    """The sum of each value over those granted, as whole numbers at its scale."""
    files: Files
    assembly: Assembly = field(repr=False)


def files(out: Path) -> Files:
    """Name the files of a run beside each other."""
    stem = out.with_suffix("")

    def beside(what: str) -> Path:
        return stem.with_name(f"{stem.name}.{what}")

    return Files(out, beside("confirm.parquet"), beside("missing.parquet"), beside("legend.json"))


def evaluate(
    rules: Sequence[Rule],
    people: Path,
    out: Path,
    *,
    using: str = "polars",
    on: date,
    key: str | None = None,
    household: str = "household",
    server: str | None = None,
    progress: Progress = quiet,
) -> Outcome:
    """Judge everybody in a file by the rules, on a day.

    Writes one line a person to `out`, and beside it the list to be confirmed, the list of what is
    missing with the one question to ask, and the legend. Raises `BadRegistry` before anything is
    evaluated where the file lacks what the rules read.
    """
    chosen = engine(using)
    registry, assembly = prepared(rules, people, on=on, key=key, household=household)
    made = files(out)
    part = out.with_name(f"{out.name}.part")
    job = Job(registry, assembly.program, part, lambda n, of: progress("people", n, of), server)
    try:
        chosen.run(job)
        counted = lists.write(
            part, assembly, keys=registry.keys, confirm=made.confirm, missing=made.missing,
            progress=lambda n: progress("lists", n, registry.rows),
        )  # fmt: skip
        told = {"on": on.isoformat(), "engine": using, **legend(assembly)}
        text = json.dumps(told, ensure_ascii=False, indent=1)
        made.legend.write_text(text + "\n", encoding="utf-8")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return Outcome(registry.rows, counted.granted, counted.unknown, counted.amounts, made, assembly)


def prepared(
    rules: Sequence[Rule],
    people: Path,
    *,
    on: date,
    key: str | None = None,
    household: str = "household",
    bare: bool = False,
) -> tuple[Registry, Assembly]:
    """Look a file over and put the rules together for it."""
    registry = look_over(people, key=key, household=household)
    fixed = {TODAY: arithmetic.day(on)} if TODAY not in registry.columns else {}
    # Every column is looked for, also those that guard against nothing in this file.
    whole = assemble(rules, fixed=fixed, bare=bare)
    check(registry, whole.program, sums=bool(layered(whole.program).sums))
    always = set(registry.always) | ({HOUSEHOLD} if household in registry.always else set())
    return registry, assemble(rules, fixed=fixed, always=always, bare=bare)


def renamed(rule: Rule, policy: str) -> Rule:
    """Return a rule whose columns bear another name."""
    return replace(rule, policy=policy)
