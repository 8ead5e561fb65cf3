"""Which steps are written in place and which become columns (分层).

A step that would be written more than once becomes a column of a layer, so that neither the text
of a query nor the work grows with every use; a step used once stands inside its user. What needs
sums over a household comes after them.
"""

from dataclasses import dataclass

from tongban.policy.domain.rules.program import Op, Program

DEEP = 24  # steps inside one another, before a column is made of what is inside
# How often the text of an argument is repeated by what its user makes of it.
REPEATS = {"if": 3, "div": 4, "least": 2, "greatest": 2, "mask": 2}
SUMS = frozenset({"sum_of", "max_of", "min_of", "some_of"})
PLAIN = frozenset({"const", "input"})


@dataclass(frozen=True, slots=True)
class Layered:
    """A program by layers (分层程序), each a list of steps that become columns.

    `before` need no sums; `sums` are over the household; `after` may use them.
    """

    program: Program
    before: tuple[tuple[int, ...], ...]
    sums: tuple[int, ...]
    after: tuple[tuple[int, ...], ...]

    def kept(self, done: int) -> list[int]:
        """List the columns made in the first `done` frames that something later still reads.

        The frames are those of `before`, the sums as one frame, and those of `after`.
        """
        frames = [*self.before, *([self.sums] if self.sums else []), *self.after]
        made = [place for frame in frames[:done] for place in frame]
        later = {place for frame in frames[done:] for place in frame}
        columns, read = self.columns, set(self.program.results.values())
        stack = [*read, *(arg for one in later for arg in self.program.ops[one].args)]
        seen: set[int] = set()
        while stack:
            place = stack.pop()
            if place in seen:
                continue
            seen.add(place)
            if place not in columns or place in later:
                stack.extend(self.program.ops[place].args)
        return [place for place in made if place in seen]

    @property
    def columns(self) -> frozenset[int]:
        """Return every step that is a column."""
        every = (*self.before, self.sums, *self.after)
        return frozenset(place for layer in every for place in layer)


def layered(program: Program) -> Layered:
    """Decide for each step of a program whether it becomes a column, and in which layer."""
    written = _written(program)
    columns: dict[int, int] = {}
    reads: list[int] = []  # the highest layer beneath a step
    depth: list[int] = []
    later: list[bool] = []  # whether a step needs sums
    for place, op in enumerate(program.ops):
        reads.append(max((columns.get(arg, reads[arg]) for arg in op.args), default=0))
        deep = 1 + max((0 if arg in columns else depth[arg] for arg in op.args), default=0)
        summed = op.op in SUMS
        later.append(summed or any(later[arg] for arg in op.args))
        if summed:
            columns[place] = reads[place] = 0
        elif op.op not in PLAIN and (written[place] > 1 or deep > DEEP):
            columns[place] = reads[place] + 1
        depth.append(0 if place in columns else deep)
    sums = tuple(place for place in columns if program.ops[place].op in SUMS)

    def frames(*, after: bool) -> tuple[tuple[int, ...], ...]:
        chosen = [one for one in columns if later[one] is after and one not in sums]
        numbers = sorted({columns[one] for one in chosen})
        return tuple(tuple(one for one in chosen if columns[one] == n) for n in numbers)

    return Layered(program, frames(after=False), sums, frames(after=True))


def _written(program: Program) -> list[int]:
    """Count how often each step would be written."""
    count = [0] * len(program.ops)
    for place in program.results.values():
        count[place] += 1
    for op in program.ops:
        for arg in op.args:
            count[arg] += _repeats(op)
    return count


def _repeats(op: Op) -> int:
    return REPEATS.get(op.op, 1)
