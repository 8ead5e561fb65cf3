"""Who broke a pledge (失信惩戒与信用修复): barred from pledging again until the bar is lifted.

A bar is a stream of its own, about the party; it says which case it came from and why. It is lifted
by the agency that set it, when the credit was repaired (国办发〔2020〕42号).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tongban.cases.domain.parties import PLEDGE_KEY
from tongban.cases.problems import NotYours
from tongban.catalogue.domain.model import Book
from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.policy.api import Goals

BAR = "bar"
STANDS, LIFTED = "stands", "lifted"
REFUSED = Text(
    "您有未修复的失信记录，不能选择告知承诺，请提交材料。",
    "A pledge of yours was broken; hand the material in instead.",
)


def concerns(goals: Goals, book: Book) -> bool:
    """Whether any service of these goals lets materials be pledged."""
    found = (book.services.get(one.service) for one in goals.wanted)
    return any(one.procedure.pledge for one in found if one)


def is_barred(party: int) -> bool:
    """Whether a party may not pledge (是否在承诺限制名单)."""
    return bool(ledger.heads(kind=BAR, subject=party, status=STANDS, limit=1).items)


def barred_from(answers: Mapping[str, Any], party: int) -> dict[str, Text]:
    """Return the choices to pledge that somebody who is barred may not make."""
    if not is_barred(party):
        return {}
    return {key: REFUSED for key, value in answers.items() if key.startswith(PLEDGE_KEY) and value}


def bar(
    party: int, *, agency: str, number: str, reason: str, actor: Actor, at: datetime
) -> ledger.Append:
    """Make the append that bars a party from pledging (列入承诺限制名单)."""
    stream = ids.new(ids.shard_of(party))
    said = {"number": number, "reason": reason, "agency": agency}
    touched = (Ref("party", str(party), "barred"), Ref("agency", agency, "agency"))
    event = Event("cases.Barred", at, actor, said, touched)
    return ledger.Append(stream, BAR, 0, [event], head_of([event]))


def lift(party: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Lift the bars of a party (信用修复). Raises NotYours where there is none."""
    found = ledger.heads(kind=BAR, subject=party, status=STANDS).items
    if not found:
        raise NotYours
    touched = (Ref("party", str(party), "barred"),)
    for one in found:
        event = Event("cases.BarLifted", at, actor, {"reason": reason}, touched)
        head = head_of([*ledger.events(one.stream), event])
        ledger.append(ledger.Append(one.stream, BAR, one.version, [event], head))


def head_of(happened: Sequence[Event]) -> ledger.Head:
    """Return the row of a bar: whom it is about, and whether it still stands."""
    barred = happened[0]
    status = STANDS if len(happened) == 1 else LIFTED
    return ledger.Head(status, None, int(barred.objects[0].id), None, "承诺限制", None, barred.data)


def agencies_of(party: int) -> set[str]:
    """Return the agencies that barred a party."""
    found = ledger.heads(kind=BAR, subject=party, status=STANDS).items
    return {str(one.attrs["agency"]) for one in found}
