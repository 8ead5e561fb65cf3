"""The flow map (流程图): which step follows which, how often, and how long it took in between.

A directly-follows graph over the log of many cases, with the agency that took each step, so that
a case going from one agency to another is seen as an edge between them. An edge that leads back
to a step before it is *rework* (返工); where most of the waiting is lost is a *bottleneck* (堵点).

>>> way = FlowMap.of([Edge("Filed", "Accepted", "", "GA", 3, 30, 5), Edge("Accepted", "Filed", "GA", "", 1, 9, 9)])
>>> [one.is_back for one in way.edges], [node.step for node in way.nodes]
([False, True], ['Filed', 'Accepted'])
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tongban.kernel.text import Text

FIRST = "Filed"
STEPS: Mapping[str, Text] = {
    "Filed": Text("提交", "Filed"),
    "Accepted": Text("受理", "Accepted"),
    "Accepted.silence": Text("视为受理", "Accepted by silence"),
    "SupplementRequested": Text("补正告知", "Supplement asked"),
    "Supplemented": Text("补正", "Supplemented"),
    "Decided.granted": Text("准予", "Granted"),
    "Decided.refused": Text("不予", "Refused"),
    "Closed": Text("办结", "Closed"),
    "Withdrawn": Text("撤回", "Withdrawn"),
    "BranchAsked": Text("发起会办", "Others asked"),
    "BranchAnswered": Text("会办反馈", "Others answered"),
    "BranchMoved": Text("会办移交", "Request moved"),
    "BranchRecalled": Text("收回会办", "Request recalled"),
    "Assigned": Text("分派", "Assigned"),
    "Transferred": Text("移交", "Transferred"),
    "DrawAnnounced": Text("公布抽签", "Draw announced"),
    "DrawMade": Text("抽签", "Draw made"),
    "Migrated": Text("改用新版", "Moved to a version"),
    "MovedBack": Text("退回旧版", "Moved back"),
    "MoveAnswered": Text("答复改版", "Move answered"),
    "ClockStopped": Text("停钟", "Clock stopped"),
    "ClockResumed": Text("恢复计时", "Clock resumed"),
    "ExtensionAsked": Text("申请延期", "Extension asked"),
    "Extended": Text("延期", "Extended"),
    "ExtensionDeclined": Text("不批准延期", "Extension declined"),
    "ReviewedBelow": Text("初审完毕", "Reviewed below"),
    "HearingOffered": Text("告知听证", "Hearing offered"),
    "HearingAsked": Text("申请听证", "Hearing asked"),
    "HearingSet": Text("听证通知", "Hearing set"),
    "HearingHeld": Text("听证", "Hearing held"),
    "NotAccepted": Text("不予受理", "Not accepted"),
    "CorrectedOnSpot": Text("当场更正", "Corrected on the spot"),
    "Examined": Text("审查", "Examined"),
    "Supplied": Text("补交", "Supplied"),
    "Terminated": Text("终止", "Terminated"),
    "Delivered": Text("送达", "Delivered"),
    "PledgeChecked": Text("核查承诺", "Pledge checked"),
    "Overturned": Text("复议决定", "Reconsideration"),
    "BecameOverdue": Text("超期", "Became overdue"),
    "BranchStuck": Text("会办超时", "Others are late"),
    "BranchTold": Text("他市告知进度", "Another city told"),
    "TakenEarly": Text("调整办理顺序", "Taken out of turn"),
    "MoveOffered": Text("征询改用新版", "Newer version offered"),
    "DueMoved": Text("应办结日变动", "Due day moved"),
    "Reminded": Text("容缺提醒", "Reminded"),
    "Contested": Text("被申请复议", "Contested"),
}
"""What each step of a case is called on a map."""


def named(step: str) -> Text:
    """Name a step; one that is not known by its own word."""
    return STEPS.get(step) or Text(step)


@dataclass(frozen=True, slots=True)
class Edge:
    """One step directly after another (直接跟随): `count` times, `seconds` in all, `middle` median.

    `hold` says who mostly had the case meanwhile.
    """

    before: str
    after: str
    from_agency: str
    to_agency: str
    count: int
    seconds: int
    middle: int
    hold: str = ""
    is_back: bool = False

    @property
    def mean(self) -> float:
        """Return the seconds in between, on average."""
        return self.seconds / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Node:
    """A step in an agency's hand (环节): how often it was taken, how far from the start it lies."""

    step: str
    agency: str
    count: int
    rank: int


@dataclass(frozen=True, slots=True)
class FlowMap:
    """The map of a part of the city (流程图): its steps, what follows what, where it goes back."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @classmethod
    def of(cls, edges: Iterable[Edge]) -> "FlowMap":
        """Order the steps from the first on, and mark the edges that lead back."""
        found = sorted(edges, key=lambda one: (-one.count, one.before, one.after))
        rank = _ranks(found)
        marked = tuple(
            replace(
                one, is_back=rank[(one.after, one.to_agency)] <= rank[(one.before, one.from_agency)]
            )
            for one in found
        )
        count: dict[tuple[str, str], int] = {}
        for one in found:
            count[(one.after, one.to_agency)] = count.get((one.after, one.to_agency), 0) + one.count
        for one in found:
            key = (one.before, one.from_agency)
            if key not in count:
                count[key] = 0
            if one.before == FIRST:
                count[key] += one.count
        nodes = sorted(
            (
                Node(step, agency, number, rank[(step, agency)])
                for (step, agency), number in count.items()
            ),
            key=lambda one: (one.rank, -one.count, one.step, one.agency),
        )
        return cls(tuple(nodes), marked)

    @property
    def rework(self) -> tuple[Edge, ...]:
        """The edges that lead back, the most frequent first."""
        return tuple(one for one in self.edges if one.is_back)

    @property
    def bottlenecks(self) -> tuple[Edge, ...]:
        """The edges in which most time is lost, the worst first."""
        return tuple(sorted(self.edges, key=lambda one: -one.seconds)[:5])


def _ranks(edges: list[Edge]) -> dict[tuple[str, str], int]:
    """Give each step its distance from the first along the most travelled ways that do not return."""
    keys = {(one.before, one.from_agency) for one in edges} | {
        (one.after, one.to_agency) for one in edges
    }
    rank = dict.fromkeys(keys, 0)
    after: dict[tuple[str, str], set[tuple[str, str]]] = {key: set() for key in keys}
    for one in edges:  # the most travelled first: what would close a circle is a way back
        start, end = (one.before, one.from_agency), (one.after, one.to_agency)
        if start != end and not _reaches(end, start, after):
            after[start].add(end)
    todo = list(keys)
    while todo:
        here = todo.pop()
        for next_ in after[here]:
            if rank[next_] < rank[here] + 1:
                rank[next_] = rank[here] + 1
                todo.append(next_)
    return rank


def _reaches(
    start: tuple[str, str],
    goal: tuple[str, str],
    after: Mapping[tuple[str, str], set[tuple[str, str]]],
) -> bool:
    seen, todo = set(), [start]
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            todo.extend(after[here])
    return False
