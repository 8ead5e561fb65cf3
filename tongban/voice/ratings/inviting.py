"""Inviting to rate (评价邀请): once when a matter ends, once more when nobody rated in three days.

An invitation is a message with a link. No officer sees who was invited, or who has yet to rate.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tongban.catalogue import api as catalogue
from tongban.exchange import api as exchange
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event, Ref
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.ledger.api import CLOCK, Append, Head, Heard, Task
from tongban.people import api as people
from tongban.voice.demands import standards
from tongban.voice.ratings import giving

INVITATION = "invitation"
INVITED, AGAIN = "voice.Invited", "voice.InvitedAgain"
REMIND = "voice.invite-again"
ENDED = ("granted", "refused", "not_accepted")


def invite(heard: Heard) -> None:
    """Invite whoever a case was for to rate it, when it has ended (办结邀评)."""
    case = ledger.head(heard.stream)
    if case is None or case.status not in ENDED or not case.subject or giving.rating(case.stream):
        return
    at = heard.event.at
    day = city_date(at)
    days, _ = standards.figure(catalogue.book(day), "rating_again", day)
    stream = ids.new(ids.shard_of(case.stream))
    touched = (Ref("case", str(case.stream), "rated"), Ref("party", str(case.subject), "invited"))
    event = Event(INVITED, at, SYSTEM, {"days": days}, touched)
    head, work = projected(stream, [event])
    ledger.append(Append(stream, INVITATION, 0, [event], head, work))
    _send(case, at)


def invite_again(head: Head, at: datetime) -> None:
    """Invite once more, where nobody has rated (再次邀评)."""
    case = ledger.head(int(head.attrs["case"]))
    if case is None or giving.rating(case.stream):
        return
    found = ledger.events(head.stream)
    event = Event(AGAIN, at, SYSTEM, {}, found[0].objects)
    after, work = projected(head.stream, [*found, event])
    ledger.append(Append(head.stream, INVITATION, len(found), [event], after, work))
    _send(case, at)


def projected(stream: int, found: Sequence[Event]) -> tuple[Head, list[Task]]:
    """Make the row and the next clock of an invitation from its events."""
    touched = {one.role: int(one.id) for one in found[0].objects}
    again = len(found) > 1
    head = Head(
        "again" if again else "invited",
        None,
        touched["invited"],
        None,
        "",
        None,
        {"case": touched["rated"]},
    )
    if again:
        return head, []
    until = found[0].at + timedelta(days=int(found[0].data["days"]))
    return head, [Task(ids.new(ids.shard_of(stream)), CLOCK, REMIND, until)]


def _send(case: Head, at: datetime) -> None:
    party = people.parties([case.subject]).get(case.subject)
    if party is None or not party.number:
        return
    text = f"【通办】您的办件 {case.number}（{case.label}）已办结。办得怎么样？/r/{giving.link(case.stream)}"
    exchange.send(to=party.number, kind="rating", text=text, actor=SYSTEM, at=at)
