"""Sources that differ (数据不一致): all are shown, and why one of them is used.

What several sources say of the same thing is never merged. One goes by, by the rule of
`statements.choose`; whoever reads sees the others beside it and why they lost (政务数据共享条例 on doubts
about quality: the user tells the source, the source checks).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongban.facts.domain.statements import Statement, choose
from tongban.kernel.text import Text

HELD = Text("由登记部门说明，优先于自己填写的", "A register goes before what one says oneself")
NEWEST = Text("同样有效的几条里最新的一条", "The newest of those that stand")
ONLY = Text("只有这一个来源", "The only source")


@dataclass(frozen=True, slots=True)
class Compared:
    """What the sources say of one kind (比对): the one used, why, and the others.

    `agree` says that they all say the same.
    """

    kind: str
    used: Statement
    why: Text
    others: tuple[Statement, ...] = ()

    @property
    def agree(self) -> bool:
        """Whether every source says the same."""
        return all(each.value == self.used.value for each in self.others)


def compare(kind: str, statements: Iterable[Statement], *, on: date) -> Compared | None:
    """Compare the newest statement of each source about one kind on a day."""
    newest: dict[tuple[object, ...], Statement] = {}
    for each in statements:
        if each.erased or not each.is_valid(on):
            continue
        source = each.source
        key = (source.kind, source.holder, source.licence_kind, source.dataset)
        known = newest.get(key)
        if known is None or (each.recorded_at, each.id) > (known.recorded_at, known.id):
            newest[key] = each
    used = choose(newest.values(), on=on)
    if used is None:
        return None
    others = sorted(
        (each for each in newest.values() if each is not used),
        key=lambda each: (each.rank, each.recorded_at, each.id),
        reverse=True,
    )
    if not others:
        why = ONLY
    elif all(each.rank < used.rank for each in others):
        why = HELD
    else:
        why = NEWEST
    return Compared(kind, used, why, tuple(others))
