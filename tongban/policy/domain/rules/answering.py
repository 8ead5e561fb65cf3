"""Making an answer (作答): values, bounds, reasons, what is missing, what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.kernel.text import Text
from tongban.policy.domain.rules.answer import Answer, Cause, Interval
from tongban.policy.domain.rules.explaining import Rows, Walk, because
from tongban.policy.domain.rules.ranging import held, ranged, settled
from tongban.policy.domain.rules.reading import Known, plain
from tongban.policy.domain.rules.scope import TODAY

if TYPE_CHECKING:
    from tongban.policy.domain.rules.sheet import Sheet


_MOST_OUTLINES = 256


@dataclass(frozen=True, slots=True)
class Outline:
    """What everybody alike shares (答案轮廓): the reasons without the values of a person."""

    found: Walk
    used: tuple[str, ...]
    missing: tuple[str, ...]
    rows: Rows


@dataclass(slots=True)
class Answering:
    """One answer being made."""

    sheet: "Sheet"
    facts: Mapping[str, Any]
    sources: Mapping[str, str]

    def answer(self) -> Answer:
        """Read the facts, decide, and say why."""
        sheet, program = self.sheet, self.sheet.program
        known = sheet.reader.read(self.facts)
        values = self._values(known)
        results = {key: values[step] for key, step in program.results.items()}
        absent: set[str] = set()
        if program.given:
            absent = {key for key, step in program.given.items() if values[step] is False}
        outline = self._outline(known, values, results, absent)
        said = results
        if absent or not sheet.says_truths:
            said = {k: sheet.plain(k, one) for k, one in results.items() if k not in absent}
        return Answer(
            said,
            self._intervals(known, results, absent),
            because(outline.rows, self.facts, self.sources),
            outline.missing,
            {key: self._cause(key, known) for key in outline.missing},
            self._texts(results, absent),
            lambda: self._changes(known, outline.used, outline.found, results),
        )

    def _outline(
        self, known: Known, values: Any, results: Mapping[str, Any], absent: set[str]
    ) -> Outline:
        """Find the reasons, or those of somebody alike."""
        outlines = self.sheet.outlines
        is_common = not known.intervals and TODAY not in self.facts
        pattern = self.sheet.pattern(values) if is_common else None
        found = None if pattern is None else outlines.get(pattern)
        if found is not None:
            return found
        walk = self._walk(values, absent)
        used = self._used(walk)
        kept = self._kept(known, used, results)
        held_ = {*known.values, *known.intervals}
        if TODAY not in self.facts:
            held_.discard(TODAY)
        if kept is not None:
            used = [key for key in used if key in kept]
        rows = self.sheet.explainer.rows(walk, held_, kept)
        made = Outline(walk, tuple(used), tuple(walk.missing), rows)
        # With numbers, what can be left out may hang on their values, not on the pattern alone.
        if pattern is not None and (kept is None or self.sheet.says_truths):
            if len(outlines) >= _MOST_OUTLINES:
                outlines.clear()
            outlines[pattern] = made
        return made

    def _values(self, known: Known) -> Any:
        if not known.intervals:
            return self.sheet.trace(known.values)
        given = {**known.values, **known.intervals}
        return [settled(one) for one in held(self.sheet.program, given)]

    def _walk(self, values: Any, absent: set[str]) -> Walk:
        program, roots = self.sheet.program, []
        for key, step in program.results.items():
            if key in program.given:
                roots.append(program.given[key])
            if key not in absent:
                roots.append(step)
        return self.sheet.explainer.walk(roots, values)

    def _results(self, facts: Mapping[str, Any], *, bounds: bool) -> Mapping[str, Any]:
        """Give the results of other facts."""
        if not bounds:
            return self.sheet.decide(facts)
        found = held(self.sheet.program, facts)
        return {key: settled(found[step]) for key, step in self.sheet.program.results.items()}

    def _used(self, found: Walk) -> list[str]:
        reads, missing, keys = self.sheet.explainer.reads, found.missing, list[str]()
        for step in found.decisive:
            keys += reads[step]
        keys = list(dict.fromkeys([*keys, *found.numbers]))
        return [key for key in keys if key not in missing] if missing else keys

    def _kept(
        self, known: Known, used: Sequence[str], results: Mapping[str, Any]
    ) -> frozenset[str] | None:
        """Leave out what the answer does not need, trying each fact that is tangled."""
        tangled, groups = self.sheet.explainer.tangled, list[int]()
        if tangled:
            groups = [tangled[key] for key in used if key in tangled]
        # A fact that is alone in its group is needed: without it nothing there is known.
        if len(groups) == len(set(groups)) or None in results.values():
            return None
        bounds = bool(known.intervals)
        facts = {**known.values, **known.intervals} if bounds else known.values
        held_ = {key: facts[key] for key in (*used, TODAY) if key in facts}
        for key in reversed(used):
            if groups.count(tangled.get(key, -1)) > 1 and key != TODAY and key in held_:
                value = held_.pop(key)
                if self._results(held_, bounds=bounds) != results:
                    held_[key] = value
        return frozenset(held_)

    def _changes(
        self, known: Known, used: Sequence[str], found: Walk, results: Mapping[str, Any]
    ) -> tuple[str, ...]:
        """Name the facts without which the answer would not be certain."""
        if all(value is None for value in results.values()):
            return ()
        bounds, explainer = bool(known.intervals), self.sheet.explainer
        tight = set(found.numbers)
        for step in found.decisive:
            if step not in found.loose:
                tight.update(explainer.reads[step])
        facts = {**known.values, **known.intervals} if bounds else dict(known.values)
        made = []
        for key in used:
            if key == TODAY or key not in facts:
                continue
            if bounds or key in explainer.tangled:
                value = facts.pop(key)
                if self._results(facts, bounds=bounds) != results:
                    made.append(key)
                facts[key] = value
            elif key in tight:
                made.append(key)
        return tuple(made)

    def _cause(self, key: str, known: Known) -> Cause:
        official = self.sheet.program.inputs[key].official
        return known.causes.get(key) or ("awaits_official" if official else "not_asked")

    def _intervals(
        self, known: Known, results: Mapping[str, Any], absent: set[str]
    ) -> Mapping[str, Interval]:
        if None not in results.values():
            return {}
        ops, steps = self.sheet.program.ops, self.sheet.program.results
        open_ = [
            key
            for key, value in results.items()
            if value is None
            and key not in absent
            and ops[steps[key]].type.kind in ("number", "day")
        ]
        if not open_:
            return {}
        found = ranged(self.sheet.program, {**known.values, **known.intervals})
        made = {}
        for key in open_:
            if found[key] is None:
                continue
            low, high = found[key]
            type_ = ops[steps[key]].type
            made[key] = Interval(plain(low, type_), plain(high, type_))
        return made

    def _texts(self, results: Mapping[str, Any], absent: set[str]) -> Mapping[str, Text]:
        made = {}
        for key, clause in self.sheet.compiled.clauses.items():
            value = results.get(key)
            word = "unknown" if value is None else "no" if value is False else "yes"
            word = "no" if key in absent else word
            if word in clause.texts:
                made[key] = clause.texts[word]
        return made
