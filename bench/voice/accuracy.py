"""How often the function, district and type proposed are those people chose.

From duties alone: no settled demand is known. With learning: every other given demand and our
training demands are, but none of the tenth that is judged, in which clusters lie whole. Beside both stands what was
measured first, blind: duties of agencies written before any given demand was read, rules never
tried on one. The rules and the division of duties were revised after that reading, so the figures
on the given demands are no longer blind; those on our held-out half are. Intervals are Wilson's.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.policy import peers
from bench.voice import sets, weights
from bench.words.accuracy import interval
from tongban.cli import output
from tongban.cli.commands.bench import Row, row
from tongban.voice.routing.domain.proposals import Proposal
from tongban.voice.routing.domain.router import Router

BLIND = (("function", 33, 53), ("district", 41, 47), ("type", 32, 53))
BLIND_DUTIES = (("function", 34, 53), ("district", 41, 47), ("type", 33, 53))
GOALS = {"function": 0.90, "district": 0.95, "type": 0.85}
PEER = peers.LISTS / "programs" / "tfidf.py"

TENTHS = 10

Judged = Sequence[tuple[sets.Demand, Proposal]]
Task = tuple[list[tuple[str, str]], list[str]]


def run() -> list[Row]:
    """Measure, and return the rows."""
    given, train, held = sets.given(), sets.own("train"), sets.own("held")
    rows = [_share(f"given, first and blind: {what}", hits, size) for what, hits, size in BLIND]
    rows += [
        _share(f"given, blind duties, rules of today: {what}", hits, size)
        for what, hits, size in BLIND_DUTIES
    ]
    alone, learned = _alone(given), _learned(given, train)
    rows += [*_shares("given, duties alone", alone, GOALS)]
    rows += [*_shares("given, with learning", learned, GOALS)]
    rows += [*_shares("held out, duties alone", _alone(held), {})]
    rows += [*_shares("held out, with learning", _taught(held, [*train, *given]), {})]
    rows += [*_sure(alone), *_beside(given, train, held)]
    return rows


def alone(demands: Sequence[sets.Demand]) -> list[Row]:
    """Judge demands from duties alone; the rows hold their goals."""
    return [*_shares("duties alone", _alone(demands), GOALS)]


def _alone(demands: Sequence[sets.Demand]) -> Judged:
    router = Router.of(sets.book())
    return [(one, router.propose(one.text)) for one in demands]


def _taught(demands: Sequence[sets.Demand], lessons: Sequence[sets.Demand]) -> Judged:
    router = weights.taught(lessons)
    return [(one, router.propose(one.text)) for one in demands]


def _learned(demands: Sequence[sets.Demand], more: Sequence[sets.Demand]) -> Judged:
    """Judge each tenth, clusters whole, by what all the others taught."""
    found: list[tuple[sets.Demand, Proposal]] = []
    for part in _tenths(demands):
        router = weights.taught([*more, *(one for one in demands if one not in part)])
        found += [(one, router.propose(one.text)) for one in part]
    return found


def _share(what: str, hits: int, size: int, goal: float | None = None) -> Row:
    made = row(what, hits / size, goal or 1.0, goal=None if goal is None else 1.0, unit="share")
    return made | {"of": size, "interval": interval(hits, size)}


def _shares(what: str, judged: Judged, goals: dict[str, float]) -> Iterator[Row]:
    checks: dict[str, Callable[[sets.Demand, Proposal], bool]] = {
        "function": lambda one, said: sets.right(said.function.value, one),
        "district": lambda one, said: said.district.value == one.district,
        "type": lambda one, said: said.type.value == one.type,
        "urgency": lambda one, said: said.urgency.value == one.urgency,
    }
    for name, check in checks.items():
        asked = [each for each in judged if name != "district" or each[0].district]
        hits = sum(check(one, said) for one, said in asked)
        wrong = _confusion(name, asked, check)
        _told(f"{what}: {name}", wrong)
        yield _share(f"{what}: {name}", hits, len(asked), goals.get(name)) | {"confusion": wrong}


def _confusion(
    name: str, judged: Judged, check: Callable[[sets.Demand, Proposal], bool]
) -> dict[str, int]:
    """Count what was proposed where people chose something else."""
    found: Counter[str] = Counter()
    for one, said in judged:
        if not check(one, said):
            chosen = "/".join(sorted(one.functions)) if name == "function" else getattr(one, name)
            found[f"{chosen} → {getattr(said, name).value or '—'}"] += 1
    return dict(found.most_common())


def _told(what: str, confusion: dict[str, int]) -> None:
    said = ", ".join(f"{pair} {count}" for pair, count in confusion.items())
    output.note(f"{what}: chosen → proposed: {said or 'none wrong'}")


def _sure(judged: Judged) -> Iterator[Row]:
    """Tell how many go out without a person, how often rightly, and how true the confidence is."""
    sure = [(one, said) for one, said in judged if not said.decide_by_person]
    hits = sum(sets.right(said.function.value, one) for one, said in sure)
    yield _share("given, sent without a person", len(sure), len(judged))
    yield _share("given, of those rightly", hits, len(sure))
    stated = sum(said.confidence for _, said in judged) / len(judged)
    share = sum(sets.right(said.function.value, one) for one, said in judged) / len(judged)
    yield row("given, confidence stated against kept", share, stated, goal=None, unit="share")


def _beside(
    given: Sequence[sets.Demand], train: Sequence[sets.Demand], held: Sequence[sets.Demand]
) -> Iterator[Row]:
    """Compare with TF-IDF and logistic regression on the same lessons and the same questions."""
    said = _peer([
        *_folds(given, train, _function),
        _task([*train, *given], held, _function),
        *_folds(given, train, lambda one: one.type),
        _task([*train, *given], held, lambda one: one.type),
    ])  # fmt: skip
    answers = iter(said["said"])
    for name, right in (("function", sets.right), ("type", lambda value, one: value == one.type)):
        theirs = sum(_hits(next(answers), part, right) for part in _tenths(given))
        held_theirs = _hits(next(answers), held, right)
        ours = _count(_learned(given, train), name, right)
        held_ours = _count(_taught(held, [*train, *given]), name, right)
        size, more = len(given), len(held)
        yield row(f"given, with learning: {name} against TF-IDF", ours / size, theirs / size,
                  goal=1.0, unit="share")  # fmt: skip
        yield row(f"held out, with learning: {name} against TF-IDF", held_ours / more,
                  held_theirs / more, goal=1.0, unit="share")  # fmt: skip


def _function(one: sets.Demand) -> str:
    return min(one.functions)


def _tenths(demands: Sequence[sets.Demand]) -> list[list[sets.Demand]]:
    groups = {group: at % TENTHS for at, group in enumerate(dict.fromkeys(map(_group, demands)))}
    parts = [[one for one in demands if groups[one.group] == at] for at in range(TENTHS)]
    return [part for part in parts if part]


def _group(one: sets.Demand) -> str:
    return one.group


def _folds(
    demands: Sequence[sets.Demand],
    more: Sequence[sets.Demand],
    label: Callable[[sets.Demand], str],
) -> Iterator[Task]:
    for part in _tenths(demands):
        rest = [one for one in demands if one not in part]
        yield _task([*more, *rest], part, label)


def _task(
    lessons: Iterable[sets.Demand],
    asked: Iterable[sets.Demand],
    label: Callable[[sets.Demand], str],
) -> Task:
    return [(one.text, label(one)) for one in lessons], [one.text for one in asked]


def _peer(tasks: Sequence[Task]) -> dict[str, list[list[str]]]:
    with TemporaryDirectory() as folder:
        asked = Path(folder) / "tasks.json"
        asked.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
        found: dict[str, list[list[str]]] = peers.child(peers.python("words"), PEER, asked)
    return found


def _hits(
    said: Sequence[str], demands: Sequence[sets.Demand], right: Callable[[str, sets.Demand], bool]
) -> int:
    return sum(right(value, one) for value, one in zip(said, demands, strict=True))


def _count(judged: Judged, name: str, right: Callable[[str, sets.Demand], bool]) -> int:
    return sum(right(getattr(said, name).value, one) for one, said in judged)
