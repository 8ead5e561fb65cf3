"""Populations as the face offers them (全人群测算): by the names of policies in a book.

The engines are loaded only when somebody is judged, so that nothing else waits for them.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.catalogue.domain.model import Book
from tongban.oversight.population.problems import EngineMissing

if TYPE_CHECKING:
    from tongban.oversight.population.comparing import Change
    from tongban.oversight.population.evaluating import Outcome


def population(
    policies: Sequence[str],
    people: Path,
    out: Path,
    *,
    book: Book,
    on: date,
    region: str | None = None,
    engine: str = "polars",
    key: str | None = None,
    household: str = "household",
    server: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> "Outcome":
    """Judge everybody in a Parquet file by published policies, on a day (全人群测算、免申即享).

    Writes one line a person with decision, amounts and reason mask, and beside it the list to be
    confirmed, the list of what is missing, and the legend. Grants nothing: an authority confirms
    the list. A file that lacks a column is refused before anything is evaluated.
    """
    _loaded()
    from tongban.oversight.population.evaluating import evaluate, quiet
    from tongban.oversight.population.sheets import rule_of

    rules = [rule_of(one, book, on=on, region=region) for one in policies]
    return evaluate(
        rules, people, out, using=engine, on=on, key=key, household=household, server=server,
        progress=progress or quiet,
    )  # fmt: skip


def compare(
    policy: str,
    people: Path,
    *,
    before: tuple[Book, date],
    after: tuple[Book, date],
    region: str | None = None,
    engine: str = "polars",
    by: Sequence[str] = (),
    least: int = 10,
    household: str = "household",
    progress: Callable[[str, int, int], None] | None = None,
) -> "Change":
    """Compare a policy in two books over a population: gain, lose, cost, by group (政策沙盘).

    The rules are those in force on the day of each book; people are judged on the later day.
    Counts of fewer people than `least` are not shown, nor what would give them away.
    """
    _loaded()
    from tongban.oversight.population.comparing import compare as compared
    from tongban.oversight.population.evaluating import quiet
    from tongban.oversight.population.sheets import rule_of

    first, second = (rule_of(policy, book, on=on, region=region) for book, on in (before, after))
    return compared(
        first, second, people, using=engine, on=max(before[1], after[1]), by=by, least=least,
        household=household, progress=progress or quiet,
    )  # fmt: skip


def _loaded() -> None:
    """Say what to install where the libraries of populations are absent."""
    try:
        import numpy as np
        import pyarrow as pa
    except ModuleNotFoundError as error:
        raise EngineMissing(error.name) from error
    del np, pa
