"""What oversight does on hearing an event of a case (反应): it works the case's figures out anew.

A row is a function of the case's events, so hearing one twice, or late, changes nothing.
"""

from collections.abc import Collection, Sequence

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases.domain.events import TYPES
from tongban.facts import api as facts
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard, Rebuilt
from tongban.oversight import store
from tongban.oversight.domain import demands
from tongban.oversight.domain.demands import DemandFigures
from tongban.oversight.domain.figures import CaseFigures, Stay, figures, stays
from tongban.voice.domain.demands import TYPES as DEMAND_TYPES

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


# Demands

DEMANDS = "oversight.demands"


def hear_demands(several: Sequence[Heard]) -> None:
    """Work out the figures of the demands that something happened to, in this transaction."""
    store.write_demands(_demands({one.stream for one in several}))


def _demands(several: Collection[int]) -> list[DemandFigures]:
    histories = ledger.history(several)
    return [demands.figures(one, log) for one, log in histories.items() if log]


for _type in DEMAND_TYPES:
    ledger.listener_of_many(_type, DEMANDS)(hear_demands)


@ledger.read_model("demands")
def rebuild_demands(mend: bool, tell: ledger.Tell) -> Rebuilt:
    """Work every demand out anew and write what differs; one that waits is its listener's."""
    rebuilt = Rebuilt(mended=mend)
    for page in ledger.log(types=("voice.DemandFiled",), waiting_for=DEMANDS, limit=500):
        several = [int(ref.id) for one in page for ref in one.objects if ref.role == "demand"]
        with transaction.atomic():
            there = store.stored_demands(several)
            follows = _demands(several)
            wrong = [
                one
                for one in follows
                if (row := there.get(one.demand)) is None or (row.seq == one.seq and row != one)
            ]
            if mend:
                store.write_demands(follows)
        for one in wrong:
            rebuilt.note(f"demand {one.number}: counted otherwise than it follows")
        rebuilt.checked += len(page)
        tell(len(page))
    return rebuilt
