"""What oversight does on hearing an event of a case (反应): it works the case's figures out anew.

A row is a function of the case's events, so hearing one twice, or late, changes nothing.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases.domain.events import TYPES
from tongban.facts import api as facts
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard, Rebuilt
from tongban.oversight import store
from tongban.oversight.domain import demands, payments, ratings
from tongban.oversight.domain.demands import DemandFigures
from tongban.oversight.domain.figures import CaseFigures, Stay, figures, stays
from tongban.oversight.domain.payments import PaymentFigures
from tongban.oversight.domain.ratings import RatingFigures
from tongban.oversight.store import Prepared
from tongban.voice.domain.demands import TYPES as DEMAND_TYPES
from tongban.voice.domain.ratings import TYPES as RATING_TYPES

LISTENER = "oversight.measure"
Worked = tuple[CaseFigures, Sequence[Stay]]


def measure(several: Sequence[Heard]) -> None:
    """Work out the figures of the cases that something happened to, in this transaction."""
    store.write(list(work_out({one.stream for one in several}).values()))


def work_out(cases: Collection[int]) -> dict[int, Worked]:
    """Return the figures of cases as their events make them."""
    calendar = agencies.calendar()
    found: dict[int, Worked] = {
        case: (figures(case, log, calendar), tuple(stays(log)))
        for case, log in ledger.history(cases).items()
        if log
    }
    said = facts.asked_of(id_ for one, _ in found.values() for id_ in one.statements)
    for one, _ in found.values():
        mine = [said[id_] for id_ in one.statements if id_ in said]
        one.asked, one.asked_held = len(mine), sum(mine)
    return found


for _type in TYPES:
    ledger.listener_of_many(_type, LISTENER)(measure)


@ledger.read_model("measures")
def rebuild(mend: bool, tell: ledger.Tell) -> Rebuilt:
    """Work every case out anew and write what differs.

    A case with an event that still waits to be heard is left to its listener.
    """
    rebuilt = Rebuilt(mended=mend)
    for page in ledger.log(types=("cases.Filed",), waiting_for=LISTENER, limit=500):
        cases = [int(ref.id) for one in page for ref in one.objects if ref.role == "case"]
        with transaction.atomic():
            follows, there = work_out(cases), store.stored(cases)
            wrong = [
                one
                for case, one in follows.items()
                if (row := there.get(case)) is None or (row.seq == one[0].seq and row != one[0])
            ]
            if mend:
                behind = [
                    one
                    for case, one in follows.items()
                    if case in there and there[case].seq < one[0].seq
                ]
                store.write([*wrong, *behind])
        for one, _ in wrong:
            rebuilt.note(f"case {one.number}: counted otherwise than it follows")
        rebuilt.checked += len(page)
        tell(len(page))
    return rebuilt


# Demands and ratings

T = TypeVar("T", DemandFigures, RatingFigures, PaymentFigures)
Fold = Callable[[int, Sequence[Event]], T]


def _follow(
    name: str,
    table: Prepared[T],
    fold: Fold[T],
    role: str,
    types: Sequence[str],
    *,
    begins: int = 1,
    kind: str = "",
) -> None:
    """Keep a table of prepared rows: from the first of these types on, under this listener's name.

    An event names its stream as the object of this role; `begins` of the types begin a stream;
    `kind` is what one of them is called where that is another word.
    """
    kind = kind or role

    def work_out(several: Collection[int]) -> list[T]:
        return [fold(one, log) for one, log in ledger.history(several).items() if log]

    def hear(several: Sequence[Heard]) -> None:
        table.write(work_out({one.stream for one in several}))

    def rebuild(mend: bool, tell: ledger.Tell) -> Rebuilt:
        rebuilt = Rebuilt(mended=mend)
        for page in ledger.log(types=types[:begins], waiting_for=name, limit=500):
            several = [int(ref.id) for one in page for ref in one.objects if ref.role == role]
            with transaction.atomic():
                there, follows = table.stored(several), work_out(several)
                wrong = [
                    one
                    for one in follows
                    if (row := there.get(table.id(one))) is None
                    or (row.seq == one.seq and row != one)
                ]
                if mend:
                    table.write(follows)
            for one in wrong:
                rebuilt.note(f"{kind} {one.number}: counted otherwise than it follows")
            rebuilt.checked += len(page)
            tell(len(page))
        return rebuilt

    for one in types:
        ledger.listener_of_many(one, name)(hear)
    ledger.read_model(f"{kind}s")(rebuild)


_follow("oversight.demands", store.DEMANDS, demands.figures, "demand", tuple(DEMAND_TYPES))
_follow("oversight.ratings", store.RATINGS, ratings.figures, "rating", RATING_TYPES)
_follow(
    "oversight.payments", store.PAYMENTS, payments.figures, "subject", payments.TYPES,
    begins=payments.BEGINS, kind="payment",
)  # fmt: skip
