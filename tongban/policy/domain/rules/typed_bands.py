"""Band scales (分档): rows checked for gaps and overlaps, then choices or sums of parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.program import Type
from tongban.policy.domain.rules.typed import Val
from tongban.policy.domain.rules.typed_comparisons import Comparisons


@dataclass(frozen=True, slots=True)
class Row:
    """A row with whole, closed ends (档): `low` and `high` both belong to it.

    `start` and `end` are the ends as written, open or not: rates are of what lies between them.
    """

    low: int
    high: int
    start: int
    end: int
    band: t.Band


class Banding(Comparisons):
    """Lowering of band scales (分档)."""

    def negated(self, node: t.Negate) -> Val:
        """Lower a number with the other sign."""
        found = self.whole(node.part)
        return replace(found, step=self.builder.negate(found.step))

    def banded(self, node: t.Bands) -> Val:
        """Lower a band scale: its rows cover what the value can be, or otherwise says the rest."""
        value = self.value(node.value)
        if value.kind not in ("number", "day") or value.under is not None:
            self.fail(
                node,
                "rule.type",
                "分档要按一个数或日期来分",
                "bands are by a number or a day",
            )
        value, rows = self._rows(node, value)
        self._order(node, rows)
        return self._marginal(node, value, rows) if node.marginal else self._flat(node, value, rows)

    def _rows(self, node: t.Bands, value: Val) -> tuple[Val, list[Row]]:
        """Bring value and ends to one scale, the ends closed."""
        ends = [
            self._constant(end)
            for row in node.rows
            for end in (row.range.low, row.range.high)
            if end is not None
        ]
        if value.kind == "number":
            self.one_unit(node, [value, *ends])
        scale = max(self.builder.type(one.step).scale for one in (value, *ends))
        value = replace(value, step=self.builder.rescaled(value.step, scale))
        low, high = self.builder.bounds(value.step)
        rows = []
        for row in node.rows:
            start = low if row.range.low is None else self._end(row.range.low, scale)
            end = high if row.range.high is None else self._end(row.range.high, scale)
            first = start + (not (row.range.low_closed or row.range.low is None))
            last = end - (not (row.range.high_closed or row.range.high is None))
            rows.append(Row(first, last, start, end, row))
        return value, rows

    def _constant(self, node: t.Node) -> Val:
        found = self.value(node)
        if not isinstance(self.builder.constant(found.step), int):
            self.fail(
                node,
                "rule.band-end",
                "分档的两端要是固定的数、日期或参数",
                "the ends of a band must be numbers, days or parameters",
            )
        return found

    def _end(self, node: t.Node, scale: int) -> int:
        made: int = self.builder.constant(self.builder.rescaled(self._constant(node).step, scale))
        return made

    def _order(self, node: t.Bands, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.low > row.high:
                self.fail(
                    row.band, "rule.band-empty", "这一档是空的：低端高于高端", "this band is empty"
                )
        for before, after in pairwise(rows):
            if after.low <= before.high:
                self.fail(
                    after.band,
                    "rule.band-overlap",
                    "这一档和上一档重叠或次序不对；各档由低到高，如 [0..10) 后写 [10..20)",
                    "this band overlaps the one before, or is out of order",
                )
            if after.low > before.high + 1 and node.otherwise is None:
                self.fail(
                    after.band,
                    "rule.band-gap",
                    "这一档和上一档之间有空隙；请补上，或写 其他: …",
                    "there is a gap before this band; fill it, or write otherwise: …",
                )

    def _covered(self, node: t.Bands, value: Val, rows: Sequence[Row]) -> None:
        low, high = self.assumed.bounds(value.step)
        if node.otherwise is None and (low < rows[0].low or high > rows[-1].high):
            self.warn(
                node,
                "rule.band-outside",
                "分档没有覆盖全部可能的值，其余的算未定；请补一档，或写 其他: …",
                "the bands do not cover every value; the rest stays open: add otherwise: …",
            )

    def _flat(self, node: t.Bands, value: Val, rows: Sequence[Row]) -> Val:
        self._covered(node, value, rows)
        values = [self.value(row.band.value) for row in rows]
        for row, found in zip(rows, values, strict=True):
            if found.under is not None:
                self.as_whole(row.band.value, found)
        rest = Val(self.builder.open(""), "open")
        if node.otherwise is not None:
            rest = self.value(node.otherwise)
        (*steps, outside), common = self.alike(node, [*values, rest])
        made = outside
        for no in reversed(range(len(rows))):
            row = rows[no]
            inside = self._until(value, row.high, steps[no], made)
            gap = no == 0 or rows[no - 1].high + 1 < row.low
            made = self._until(value, row.low - 1, outside, inside) if gap else inside
        return replace(common, step=made)

    def _until(self, value: Val, end: int, then: int, otherwise: int) -> int:
        """Choose `then` up to an end."""
        type_ = self.builder.type(value.step)
        last = self.builder.number(end, Type(type_.kind, type_.scale, month_only=type_.month_only))
        return self.builder.if_(self.builder.compare("le", value.step, last), then, otherwise)

    def _marginal(self, node: t.Bands, value: Val, rows: Sequence[Row]) -> Val:
        if value.kind != "number" or node.otherwise is not None:
            self.fail(
                node,
                "rule.marginal",
                "累进 要按一个数来分，没有 其他",
                "marginal bands are by a number, without otherwise",
            )
        self._covered(node, value, rows)
        build, total, unit = self.builder, None, None
        scale = build.type(value.step).scale
        for row in rows:
            rate = self.whole(row.band.value)
            unit = unit or value.unit * rate.unit
            bottom = build.number(row.start, Type("number", scale))
            top = value.step
            if row.band.range.high is not None:
                top = build.least((top, build.number(row.end, Type("number", scale))))
            part = build.subtract(top, bottom)
            zero = build.number(0, Type("number", scale))
            taxed = build.multiply(build.greatest((part, zero)), rate.step)
            total = taxed if total is None else build.add(*self.one_scale((total, taxed)))
        if total is None or unit is None:
            raise TypeError(node)
        return Val(total, "number", unit)
