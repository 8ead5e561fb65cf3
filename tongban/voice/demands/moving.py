"""Demands in a reorganisation (机构改革与诉求): what is open goes to whoever has the matter now.

The number, the round and its clock stay as they were: a reorganisation never makes a demand late.
"""

from collections.abc import Collection

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.agencies.api import Foreseen, Moved, Power, Shift
from tongban.agencies.domain.duties import split_unit
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger
from tongban.ledger.api import VersionConflict
from tongban.voice.demands import store
from tongban.voice.domain.demands import DemandMoved
from tongban.voice.domain.standing import Demand

BATCH = 200
HELPED = "helped:"


@agencies.mover("demands")
def move(shift: Shift, after: str) -> Moved:
    """Move the next open demands of the agencies that lost or got powers, then what they help with."""
    if after.startswith(HELPED):
        return _helped(shift, int(after.removeprefix(HELPED)))
    found = next(ledger.busy(kind=store.DEMAND, after=int(after or 0), limit=BATCH), [])
    theirs = [one.stream for one in found if _is_among(one.attrs.get("agency", ""), shift)]
    done, left = _change(theirs, shift)
    return Moved(done, str(found[-1].stream) if found else f"{HELPED}0", left)


def foresee(shift: Shift) -> Foreseen:
    """Say which open demands would move; changes nothing."""
    seen = Foreseen("demands")
    for heads in ledger.busy(kind=store.DEMAND, limit=BATCH):
        theirs = [one.stream for one in heads if _is_among(one.attrs.get("agency", ""), shift)]
        for state in store.load_all(theirs).values():
            event = moved(state, shift)
            if event is not None and event.agency != event.was:
                clock = state.running is not None
                seen.add(state.filed.number, event.was, event.agency, clock=clock)
    return seen


def _helped(shift: Shift, place: int) -> Moved:
    """Move what one agency helps with."""
    mine = catalogue.units_of(shift.touched)
    page = ledger.tasks(queue=store.queue_of(mine[place]), limit=BATCH)
    done, left = _change([head.stream for one, head in page.items if one.kind == store.HELP], shift)
    following = f"{HELPED}{place + 1}" if place + 1 < len(mine) else None
    # What was moved lies in another queue now, so that a full page is looked at again.
    return Moved(done, f"{HELPED}{place}" if done and page.next else following, left)


def _is_among(agency: str, shift: Shift) -> bool:
    return bool({agency, split_unit(agency)[0]} & shift.touched)


def _change(streams: Collection[int], shift: Shift) -> tuple[int, dict[str, str]]:
    """Move several in one append; where one moved meanwhile, each alone."""
    made = {}
    for stream, state in store.load_all(streams).items():
        if (event := moved(state, shift)) is not None:
            made[stream], _ = store.change(stream, state, [event], actor=SYSTEM, at=shift.at)
    try:
        with transaction.atomic():
            ledger.append(*made.values())
    except VersionConflict as conflict:
        if len(made) == 1:
            return 0, dict.fromkeys(map(str, made), conflict.said())
        done = 0
        left: dict[str, str] = {}
        for stream in made:
            alone, stayed = _change([stream], shift)
            done, left = done + alone, left | stayed
        return done, left
    return len(made), {}


def moved(state: Demand, shift: Shift) -> DemandMoved | None:
    """Say where a demand goes, and its helpers; None where it stays."""
    if not state.agency or not state.standing.is_open:
        return None
    now = belongs(state, shift)
    helpers = [_heir(one, shift) for one in state.first_helpers or state.helpers]
    helping = tuple(dict.fromkeys(one for one in helpers if one != now))
    if now == state.agency and helping == state.helpers:
        return None
    reform = _reform(state.agency, now, shift)
    return DemandMoved(now, state.agency, catalogue.reform_words(reform), reform, helping)


def _reform(was: str, now: str, shift: Shift) -> str:
    """Return the reorganisation that moved it, or the one that was taken back."""
    named = {was, now, split_unit(was)[0], split_unit(now)[0]}
    found = [one for one in shift.lineage.changes if {one.agency, one.to} <= named]
    return found[-1].reform if found else ""


def belongs(state: Demand, shift: Shift) -> str:
    """Return who has a demand: by its matter, from the agency it was first sent to."""
    first = shift.lineage.standing(state.first_agency or state.agency, on=shift.on)
    sent = state.sent
    district = split_unit(first)[1] or (sent.district if sent else "")
    book = catalogue.book(shift.on)
    matter = matter_of(sent.category, sent.topic, first, book) if sent else ""
    if sent and not matter:
        first, matter = _owner(sent.category, sent.topic, first, shift, book)
    return shift.lineage.competent(Power(matter, first), on=shift.on, place=district)


def _owner(category: str, topic: str, first: str, shift: Shift, book: Book) -> tuple[str, str]:
    """Return whose matter it is among the agencies that changed, where it is exactly one's.

    What was sent to a merged agency goes back to whoever of the former ones has the matter, not
    all of it to the first or to the one that took the other in.
    """
    functions = {split_unit(one)[0] for one in shift.touched} - {split_unit(first)[0]}
    named = {one: matter_of(category, topic, one, book) for one in sorted(functions)}
    owners = [(one, matter) for one, matter in named.items() if matter]
    return owners[0] if len(owners) == 1 else (first, "")


def matter_of(category: str, topic: str, agency: str, book: Book) -> str:
    """Return the matter of an agency that a demand is about, as its file names it; "" for none."""
    named = (book.named or book.agencies).get(split_unit(agency)[0])
    mine = named.duties.handles if named else ()
    wanted = f"{category}/{topic}"
    return next((one.name for one in mine if one.category == wanted), "")


def _heir(agency: str, shift: Shift) -> str:
    return shift.lineage.heir(shift.lineage.standing(agency, on=shift.on), on=shift.on)
