"""What voice does on hearing an event or a clock (反应), and how its rows are made anew.

Each handler reads where things stand first: told twice, it changes nothing the second time.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from tongban.exchange import api as exchange
from tongban.exchange.society import api as society
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event
from tongban.kernel.text import Text
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Heard, Task
from tongban.voice.demands import moving, proposing, store, themes
from tongban.voice.demands.standards import limits
from tongban.voice.domain import demands, handling, telling
from tongban.voice.domain import themes as law
from tongban.voice.domain.clocks import Limits
from tongban.voice.domain.demands import DemandEvent
from tongban.voice.domain.ratings import RATED
from tongban.voice.domain.standing import Demand
from tongban.voice.ratings import answering, inviting, own
from tongban.voice.ratings import store as rated
from tongban.voice.routing import api as routing

APPLICATION = "application"
"""In what capacity a program files for its user."""
HEAD, COORDINATOR = "head", "coordinator"
LEARNED = ("voice.DemandDispatched", "voice.DemandCoordinated", "voice.DemandClosed")


del moving  # it has registered how demands move in a reorganisation


# Telling


@ledger.listener("voice.DemandReplied", "voice.tell-replied")
@ledger.listener("voice.DemandClosed", "voice.tell-closed")
def tell_application(heard: Heard) -> None:
    """Tell the application that filed a demand for its user how it goes on."""
    first, head = ledger.events(heard.stream)[0], ledger.head(heard.stream)
    if first.actor.capacity == APPLICATION and head is not None:
        said = {"number": head.number, "status": head.status}
        society.announce("demand.progress", said=said, app=first.actor.id, at=heard.event.at)


# Clocks


@ledger.clock(store.MARK)
def escalate(_task: Task, head: Head, at: datetime) -> None:
    """Tell whoever is next that so much of the clock is used: the post, its head, the hotline."""
    _write(
        head.stream,
        at,
        lambda state, _: handling.escalate(state, now=at, head=HEAD, coordinator=COORDINATOR),
    )


@ledger.clock(store.UNANSWERED)
def go_on(_task: Task, head: Head, at: datetime) -> None:
    """Go on with what is known when a question was not answered in its days."""
    _write(head.stream, at, lambda state, _: handling.lapse(state))


@ledger.clock(store.UNJUDGED)
def settle(_task: Task, head: Head, at: datetime) -> None:
    """End what nobody judged in its days."""
    _write(head.stream, at, lambda state, found: handling.settle(state, limits=found))


def _write(
    stream: int, at: datetime, decide: Callable[[Demand, Limits], list[DemandEvent]]
) -> None:
    state = store.load(stream)
    if state is None:
        return
    if happened := decide(state, limits(city_date(at))):
        appended, _ = store.change(stream, state, happened, actor=SYSTEM, at=at)
        ledger.append(appended)


# Routing


@ledger.listener_of_many("voice.DemandFiled", "voice.cluster")
def put_among_those_like_it(heard: Sequence[Heard]) -> None:
    """Put filed demands among those like them, so that repeats are seen within minutes."""
    found = store.rows([one.stream for one in heard])
    states = store.load_all(list(found))
    for one in heard:
        if (row := found.get(one.stream)) is not None:
            proposed = states[one.stream].proposed
            district = proposed.district if proposed else ""
            text = f"{row.place}　{row.words}".strip()
            routing.note(demand=row.id, text=text, district=district, at=row.filed_at)


def learn(heard: Heard) -> None:
    """Learn from what a person corrected or decided, and from what ended solved."""
    state, row = store.load(heard.stream), store.row(heard.stream)
    if state is None or row is None or state.sent is None or not _teaches(heard.event, state):
        return
    routing.learn(
        demand=heard.stream,
        text=f"{row.place}　{row.words}".strip(),
        settled=proposing.settled(state.sent, state.agency),
        actor=SYSTEM,
        at=heard.event.at,
    )


def _teaches(event: Event, state: Demand) -> bool:
    if event.type == "voice.DemandDispatched":
        return not event.data.get("automatic", False)
    return event.type == "voice.DemandCoordinated" or state.outcome == demands.SOLVED


for _type in LEARNED:
    ledger.listener(_type, "voice.learn")(learn)


# Messages


def tell(heard: Heard) -> None:
    """Tell the person, and those who joined, what was asked, answered, put off or changed."""
    state = store.load(heard.stream)
    if state is None:
        return
    event, at = demands.read(heard.event)
    words = telling.message(event)
    parties = [one for one in (state.party, *state.joined) if one]
    if isinstance(event, demands.DemandAsked):
        parties = parties[:1] if state.party else []
    values: dict[str, str | Text] = {"number": state.filed.number, "said": words or Text("")}
    for one in dict.fromkeys(parties if words is not None else ()):
        exchange.notify(
            person=one,
            template="demand-progress",
            values=values,
            about=("demand", state.filed.number),
            actor=SYSTEM,
            at=at,
        )


for _type in telling.TOLD:
    ledger.listener(_type, "voice.tell")(tell)


# Ratings


ledger.listener("voice.Rated", "voice.bad-rating")(answering.begin)
for _topic in inviting.TOPICS:
    ledger.listener(_topic, "voice.invite")(inviting.invite)
for _topic in own.TOLD:
    ledger.listener(_topic, "voice.tell-rater")(own.tell)


@ledger.clock(inviting.REMIND)
def invite_again(_task: Task, head: Head, at: datetime) -> None:
    """Invite once more, where nobody has rated after its days (再次邀评)."""
    inviting.invite_again(head, at)


# Rows made anew


@ledger.projector(inviting.INVITATION, begins=(inviting.INVITED,))
def project_invitation(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the next clock of an invitation from its events."""
    return inviting.projected(stream, found)


@ledger.projector(store.DEMAND, begins=("voice.DemandFiled",))
def project_demand(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a demand from its events."""
    state = store.folded(found)
    return store.head_of(state), store.work_of(stream, state)


@ledger.projector(themes.THEME, begins=(law.OPENED,))
def project_theme(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a theme from its events."""
    state = law.fold((one.type, dict(one.data)) for one in found)
    return themes.head_of(state), ()


@ledger.projector(rated.STREAM, begins=(RATED,))
def project(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a rating from its events and what it is about."""
    return rated.projected(stream, found)
