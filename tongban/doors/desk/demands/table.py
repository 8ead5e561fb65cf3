"""The deeds of demands (诉求办理动作): each with its words, when it is possible, what it asks.

One view and one template serve them all, as for cases; the faces judge again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tongban.agencies import api as agencies
from tongban.agencies.domain.duties import split_unit
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.shared.fields import Field
from tongban.doors.shared.given import Given, choice, line, number, options, text
from tongban.doors.shared.officers import Seat
from tongban.doors.shared.words import said
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.voice import api as voice
from tongban.voice.domain import telling
from tongban.voice.domain.standing import Demand, Standing

DAYS = Text("天或小时", "days or hours")
SOLVED = [("1", Text("办成了", "Done")), ("0", Text("办不成", "Cannot be done"))]
REACHED = [
    ("again", Text("打通了，没办好，发回重办", "Reached; to be done again")),
    ("settled", Text("打通了，说清楚了", "Reached; explained")),
    ("missed", Text("没打通，改天再打", "Not reached; call again")),
]
WHOLE_CITY = Text("全市", "The whole city")


@dataclass(frozen=True)
class DemandSight:
    """A demand under an officer's eyes (诉求案头): `seen` is the version they looked at."""

    page: voice.DemandPage
    seat: Seat
    seen: int | None = None

    @property
    def state(self) -> Demand:
        """Where the demand stands."""
        return self.page.state

    @cached_property
    def actor(self) -> Actor:
        """The officer as an actor."""
        return self.seat.actor()

    @property
    def by(self) -> dict[str, Any]:
        """Who acts, on which version."""
        return {"actor": self.actor, "seq": self.seen}

    @cached_property
    def book(self) -> Book:
        """The definitions of today."""
        return catalogue.book()

    @cached_property
    def leads(self) -> bool:
        """Whether the officer's agency has it."""
        agency = self.state.agency
        return bool(agency) and bool(agencies.may(self.actor, "handle_demand", agency=agency))

    @cached_property
    def coordinates(self) -> bool:
        """Whether the officer decides whose it is."""
        return bool(agencies.may(self.actor, "coordinate_demand", agency=None))

    @property
    def helps(self) -> bool:
        """Whether the officer's agency helps and has not said what it did."""
        left = set(self.state.helpers) - {one.agency for one in self.state.helped}
        mine = any(agencies.may(self.actor, "handle_demand", agency=one) for one in left)
        return self.state.standing.is_open and mine

    def is_(self, *standings: Standing) -> bool:
        """Whether it stands at one of these."""
        return self.state.standing in standings


@dataclass(frozen=True, slots=True)
class DemandDeed:
    """Something an officer can do with a demand (诉求办理动作)."""

    name: str
    label: Text
    possible: Callable[[DemandSight], bool]
    do: Callable[[DemandSight, Given], object]
    done: Text
    fields: Callable[[DemandSight], Sequence[Field]] | None = None
    hint: Text | None = None
    key: str = ""
    no: bool = False

    @property
    def asks(self) -> bool:
        """Whether it has a form of its own."""
        return self.fields is not None


def _functions(sight: DemandSight) -> list[tuple[str, Text]]:
    return [(one.id, one.name) for one in sight.book.agencies.values()]


def _taken(code: str) -> str:
    return split_unit(code)[0]


def _districts(sight: DemandSight) -> list[tuple[str, Text | str]]:
    return [("-", WHOLE_CITY), *sight.book.districts]


def dispatch_fields(sight: DemandSight) -> Sequence[Field]:
    """Ask where a demand goes, with what was proposed filled in."""
    proposed = sight.state.proposed
    if proposed is None:
        return ()
    helpers = choice(
        "helpers", Text("协办", "With help of"), _functions(sight), many=True, required=False
    )
    return [
        choice(
            "agency",
            Text("派给谁", "To whom"),
            _functions(sight),
            taken=_taken(proposed.agency),
        ),
        helpers,
        choice(
            "district",
            Text("哪个区", "District"),
            _districts(sight),
            taken=proposed.district or "-",
        ),
        choice("grade", Text("多急", "How soon"), options(telling.GRADES), taken=proposed.grade),
        line("type", Text("类型", "Type"), value=proposed.type),
        line("category", Text("大类", "Category"), value=proposed.category),
        line("topic", Text("小类", "Topic"), value=proposed.topic),
    ]


def wanted(given: Given) -> voice.DemandProposed:
    """Read where a person wants a demand to go."""
    district = given.text("district")
    return voice.DemandProposed(
        agency=given.text("agency"),
        type=given.text("type")[:40],
        category=given.text("category")[:40],
        topic=given.text("topic")[:40],
        district="" if district == "-" else district,
        grade=given.text("grade"),
        confidence=1.0,
        helpers=tuple(given.many("helpers")),
    )


def _dispatch(sight: DemandSight, given: Given) -> object:
    return voice.dispatch(sight.page.number, wanted(given), actor=sight.actor)


def _coordinate_fields(sight: DemandSight) -> Sequence[Field]:
    lead, district = split_unit(sight.state.agency)
    named = sight.state.sent.district if sight.state.sent else ""
    return [
        choice("agency", Text("由谁主办", "Who leads"), _functions(sight), taken=lead),
        choice(
            "district",
            Text("哪个区", "District"),
            _districts(sight),
            taken=district or named or "-",
        ),
        choice(
            "helpers", Text("谁协办", "Who helps"), _functions(sight), many=True, required=False
        ),
        text("reason", Text("依据什么这样定", "On what ground")),
    ]


def _coordinate(sight: DemandSight, given: Given) -> object:
    district = given.text("district").strip("-")
    return voice.coordinate(
        sight.page.number,
        agency=voice.unit_for(given.text("agency"), district),
        reason=given.text("reason"),
        helpers=[voice.unit_for(one, district) for one in given.many("helpers")],
        **sight.by,
    )


def _reply_fields(_sight: DemandSight) -> Sequence[Field]:
    hint = said(
        Text(
            "用诉求人的话点明是哪件事；查到了什么、做了什么、什么时候见效。",
            "Name the matter in the person's words; what was found, done, and by when.",
        )
    )
    return [
        choice("solved", Text("结果", "Outcome"), SOLVED),
        text("words", Text("答复", "Reply"), hint=hint),
        text(
            "unsolved",
            Text(
                "办不成的，为什么、依据什么、还能找谁", "Where it cannot be done: why, and who else"
            ),
            required=False,
        ),
    ]


def _reply(sight: DemandSight, given: Given) -> object:
    return voice.reply(
        sight.page.number,
        words=given.text("words"),
        solved=given.text("solved") == "1",
        unsolved=given.text("unsolved"),
        **sight.by,
    )


def _extend(sight: DemandSight, given: Given) -> object:
    days, reason = given.number("days"), given.text("reason")
    return voice.extend(sight.page.number, days=days, reason=reason, **sight.by)


def _call(sight: DemandSight, given: Given) -> object:
    how = given.text("how")
    return voice.call_back(
        sight.page.number,
        reached=how != "missed",
        again=how == "again",
        words=given.text("words"),
        **sight.by,
    )


DEEDS = (
    DemandDeed(
        "dispatch", Text("派单", "Send on"),
        lambda s: s.is_(Standing.FILED) and s.coordinates, _dispatch,
        Text("已派单。改过的地方，系统会学。", "Sent; what was corrected is learned."),
        dispatch_fields, key="y",
    ),
    DemandDeed(
        "coordinate", Text("协调定责", "Decide whose"),
        lambda s: s.is_(Standing.RETURNED) and s.coordinates, _coordinate,
        Text("已定。不能再退。", "Decided; it is not returned again."), _coordinate_fields,
        hint=Text("诉求人的时限一直在走，没有因为退单停下。", "The person's clock has been running on."),
        key="y",
    ),
    DemandDeed(
        "accept", Text("接单", "Take up"), lambda s: s.is_(Standing.DISPATCHED) and s.leads,
        lambda s, _g: voice.accept(s.page.number, **s.by), Text("由您办理。", "It is in your hand."), key="a",
    ),
    DemandDeed(
        "reply", Text("答复", "Reply"), lambda s: s.is_(Standing.ACCEPTED) and s.leads, _reply,
        Text("已答复，等诉求人说解决没有。", "Replied; the person says whether it is solved."),
        _reply_fields, key="y",
    ),
    DemandDeed(
        "help", Text("协办反馈", "Say what was done"), lambda s: s.helps,
        lambda s, g: voice.help_with(s.page.number, words=g.text("words"), **s.by),
        Text("已反馈给主办单位。", "The leading office has it."),
        lambda _s: [text("words", Text("做了什么", "What was done"))], key="y",
    ),
    DemandDeed(
        "ask", Text("追问一次", "Ask once"),
        lambda s: s.is_(Standing.ACCEPTED) and s.leads and s.state.question is None,
        lambda s, g: voice.ask(s.page.number, question=g.text("question"), **s.by),
        Text("已发给诉求人，等回答期间停表。", "Asked; the clock stands still."),
        lambda _s: [text("question", Text("只能问一次，一次问全", "Once only: ask everything"))], key="b",
    ),
    DemandDeed(
        "extend", Text("延期", "More time"),
        lambda s: s.is_(Standing.ACCEPTED) and (s.leads or s.coordinates) and not s.state.is_late,
        _extend, Text("已延期，理由已告诉诉求人。", "Extended; the person is told why."),
        lambda _s: [number("days", Text("多久", "How long"), DAYS), text("reason")],
    ),
    DemandDeed(
        "return", Text("退单", "Return"),
        lambda s: s.is_(Standing.DISPATCHED, Standing.ACCEPTED) and s.leads
        and s.state.returned is None and not s.state.coordinated and s.state.rounds == 1,
        lambda s, g: voice.give_back(s.page.number, reason=g.text("reason"), **s.by),
        Text("已退回协调席。", "Returned to the coordinator."),
        lambda _s: [text("reason", Text("为什么不归您，该归谁", "Why not yours, and whose"))],
        hint=Text("只能退一次；协调之后定了就是定了。", "Once only; what the coordinator decides stays."),
        key="n", no=True,
    ),
    DemandDeed(
        "call", Text("回访", "Call back"), lambda s: s.state.call is not None and s.coordinates, _call,
        Text("已记录。", "Recorded."),
        lambda _s: [
            choice("how", Text("怎么样", "How it went"), REACHED),
            text("words", Text("诉求人怎么说", "What the person said")),
        ],
        key="y",
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in DEEDS}


def offered(sight: DemandSight) -> list[DemandDeed]:
    """List what is possible with a demand now, by this officer."""
    return [one for one in DEEDS if one.possible(sight)]
