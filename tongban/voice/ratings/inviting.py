"""Inviting to rate (评价邀请): at each moment of a matter, once more when nobody rated in three days.

An invitation is a message with a link; of what was filed together the first alone is a message, the
rest stand on the person's page. No officer sees who was invited, or who has yet to rate. Rooms above
and beside are heard by the names of their topics. Paying is rated when what was ordered for a case
is paid; where a fee is paid elsewhere, whoever had the matter is asked when it has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.exchange import api as exchange
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.ledger.api import CLOCK, Append, Head, Heard, Task
from tongban.voice.demands import standards
from tongban.voice.domain.ratings import ASK, DONE, FILE, MOMENTS, PAY, RECEIVE, SUPPLEMENT
from tongban.voice.ratings import giving, store

INVITATION = "invitation"
INVITED, AGAIN = "voice.Invited", "voice.InvitedAgain"
REMIND = "voice.invite-again"
REPEATED = "rating_again"  # the figure: days until the second invitation
ENDED = ("granted", "refused", "not_accepted")
TOPICS = {
    "cases.Filed": FILE,
    "cases.Supplemented": SUPPLEMENT,
    "cases.Delivered": RECEIVE,
    "cases.Closed": DONE,
    "voice.DemandReplied": ASK,
    "exchange.Paid": PAY,
}
"""What is rated after which event; asking is a demand of that type, once it has been replied."""
BY_PERSON = (FILE, SUPPLEMENT)
"""Moments in which the person did something: where the agency acted alone, nobody is asked."""
CONSULTING = "咨询"
"""The type of a demand that asks something (GB/T 33358 的诉求类型)."""
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Invitation:
    """A moment the person may still rate (待评价): what it was, when, and the token of its page."""

    case: int
    number: str
    label: str
    moment: str
    token: str
    at: datetime

    @property
    def said(self) -> Text:
        """The moment in words."""
        return MOMENTS[self.moment]


def invite(heard: Heard) -> None:
    """Invite whoever a case or a question was for to rate the moment that has just been."""
    case, moment = _about(heard), TOPICS[heard.event.type]
    if case is None or not case.subject or not _is_rated(case, moment, heard.event.actor):
        return
    said_before = _sent_today(case.subject, moment, heard.event.at)
    moments = [PAY, DONE] if moment == DONE and _costs(case) else [moment]
    opened = [one for one in moments if _open(case, one, heard.event.at)]
    if opened and not said_before:
        _send(case, opened[-1], heard.event.at)


def _about(heard: Heard) -> Head | None:
    """Return what a moment was of: what it happened to, or the case that was paid for."""
    if heard.event.type != "exchange.Paid":
        return ledger.head(heard.stream)
    of = next(one for one in heard.event.objects if one.role == "about")
    stream = ledger.find_number(of.id) if of.type == "case" else None
    return ledger.head(stream) if stream is not None else None


def invite_again(head: Head, at: datetime) -> None:
    """Invite once more, where nobody has rated (再次邀评)."""
    case, moment = ledger.head(int(head.attrs["case"])), str(head.attrs.get("moment", DONE))
    if case is None or giving.rating(case.stream, moment):
        return
    found = ledger.events(head.stream)
    said_before = _sent_today(case.subject, moment, at)
    event = Event(AGAIN, at, SYSTEM, {}, found[0].objects)
    after, work = projected(head.stream, [*found, event])
    ledger.append(Append(head.stream, INVITATION, len(found), [event], after, work))
    if not said_before:
        _send(case, moment, at)


def invitations(party: int, *, actor: Actor, at: datetime | None = None) -> tuple[Invitation, ...]:
    """Return what a person was invited to rate and has not rated yet (待评价), the newest first.

    Nobody but the person and who may act for them is told. Raises NotYoursToRate.
    """
    at = at or time.now()
    giving.ensure_own(party, actor, at)
    since = at - timedelta(days=giving.LINK_DAYS)
    heads = ledger.heads(kind=INVITATION, subject=party, limit=SHOWN).items
    rated = store.rated([int(one.attrs["case"]) for one in heads])
    found = []
    for one in heads:
        about, moment = int(one.attrs["case"]), str(one.attrs.get("moment", DONE))
        case = ledger.head(about) if (about, moment) not in rated else None
        when = one.created_at or at
        if case is not None and when >= since:
            token = giving.link(about, moment)
            found.append(Invitation(about, case.number or "", case.label, moment, token, when))
    return tuple(found)


def projected(stream: int, found: Sequence[Event]) -> tuple[Head, list[Task]]:
    """Make the row and the next clock of an invitation from its events."""
    touched = {one.role: int(one.id) for one in found[0].objects}
    again, said = len(found) > 1, found[0].data
    status = "again" if again else "invited"
    attrs = {"case": touched["rated"], "on": city_date(found[-1].at).isoformat()}
    attrs |= {"moment": said["moment"]} if "moment" in said else {}
    head = Head(status, None, touched["invited"], None, "", None, attrs)
    if again or "days" not in said:
        return head, []
    until = found[0].at + timedelta(days=int(said["days"]))
    return head, [Task(ids.new(ids.shard_of(stream)), CLOCK, REMIND, until)]


def _is_rated(case: Head, moment: str, actor: Actor) -> bool:
    """Whether this moment of this is something the person can speak of."""
    if moment == ASK:
        return case.attrs.get("type") == CONSULTING
    if moment in BY_PERSON:
        return actor.kind == "person" or actor.acting_for is not None
    return moment != DONE or case.status in ENDED


def _costs(case: Head) -> bool:
    """Whether something was paid for it where we do not see it."""
    if exchange.order_of(("case", case.number or "")) is not None:
        return False
    service = catalogue.book().services.get(str(case.attrs.get("service", "")))
    charged = service is not None and (service.fee.get("amount") or service.fee.get("rule"))
    return bool(charged) and case.status == "granted"


def _open(case: Head, moment: str, at: datetime) -> bool:
    """Begin an invitation with its clock, where the moment has not been rated.

    A city that publishes no days until the second invitation makes none.
    """
    if giving.rating(case.stream, moment):
        return False
    day, data = city_date(at), dict[str, Any]()
    book = catalogue.book(day)
    if REPEATED in book.figures:
        data["days"], _ = standards.figure(book, REPEATED, day)
    stream = ids.new(ids.shard_of(case.stream))
    touched = (Ref("case", str(case.stream), "rated"), Ref("party", str(case.subject), "invited"))
    data |= {"moment": moment} if moment != DONE else {}
    event = Event(INVITED, at, SYSTEM, data, touched)
    head, work = projected(stream, [event])
    ledger.append(Append(stream, INVITATION, 0, [event], head, work))
    return True


def _sent_today(party: int, moment: str, at: datetime) -> bool:
    """Whether the person had a message about what was filed with it today already."""
    if moment != FILE:
        return False
    today = city_date(at).isoformat()
    return any(
        one.attrs.get("on") == today and one.attrs.get("moment", DONE) == moment
        for one in ledger.heads(kind=INVITATION, subject=party, limit=SHOWN).items
    )


def _send(case: Head, moment: str, at: datetime) -> None:
    link = f"/r/{giving.link(case.stream, moment)}"
    words = {
        DONE: f"您的办件 {case.number}（{case.label}）已办结。办得怎么样？",
        ASK: f"您问的 {case.number} 已经答复。答得清楚吗？",
    }
    said = words.get(moment, f"{case.label}（{case.number}）的“{MOMENTS[moment].zh}”办得怎么样？")
    exchange.notify(
        person=case.subject,
        template="rating-invited",
        values={"said": said, "link": link},
        about=("rating", case.number or ""),
        actor=SYSTEM,
        at=at,
    )
