"""What a reorganisation would touch (机构改革预览), and how far one is carried out.

Everything is counted by the very functions that will move it, over all there is: services, posts,
open cases with their clocks, demands, data services and agreements with their purposes, licences,
signing keys, lines of the halls, applications. For each it says what happens to it on the day.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tongban.agencies import api as agencies
from tongban.agencies.api import Foreseen, Power, Progress, Shift
from tongban.agencies.domain.duties import split_unit
from tongban.agencies.domain.lineage import touched
from tongban.cases import api as cases
from tongban.cases.visits import api as visits
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.catalogue.domain.reforms import Reform, lineage_of
from tongban.exchange import api as exchange
from tongban.exchange.society import api as society
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.voice import api as voice

EXAMPLES = 12
EACH = "-*"


@dataclass(frozen=True, slots=True)
class Way:
    """How many go from one agency to another (去向)."""

    was: str
    was_name: Text
    to: str
    to_name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Touched:
    """One kind of what is touched (受影响的一类): how many, whereto, examples, what happens to each."""

    kind: str
    name: Text
    count: int
    happens: Text
    ways: tuple[Way, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What reorganisations would do (改革预览), from the first day of the last of them."""

    reforms: tuple[Reform, ...]
    on: date
    agencies: tuple[str, ...]
    touched: tuple[Touched, ...]
    warnings: tuple[str, ...] = ()


HAPPENS: Mapping[str, tuple[Text, Text]] = {
    "services": (Text("事项", "Services"), Text("到日起由承接机关办，办事人入口不变。", "The successor handles them from the day on; people find them where they were.")),
    "licences": (Text("证照种类", "Kinds of licences"), Text("到日起由承接机关签发；已发的仍然有效。", "The successor issues them; those issued stay valid.")),
    "issued": (Text("已发证照", "Licences issued"), Text("不换发；核验时显示原签发机关和现在的主管机关。", "None is exchanged; a check names who issued it and who is competent now.")),
    "matters": (Text("诉求管理事项", "Matters of demands"), Text("到日起派给承接机关。", "Sent to the successor from the day on.")),
    "posts": (Text("岗位", "Posts"), Text("随职责转隶，职责和技能不变。", "They go along with duty and skills.")),
    "cases": (Text("在办件", "Open cases"), Text("编号、期限、记录不变，转到承接机关并告知申请人。", "Number, limits and history stay; the applicant is told whom to ask.")),
    "clocks": (Text("在走的期限", "Running clocks"), Text("一天不动，没有一件因此超期。", "Not a day changes; nothing is late because of it.")),
    "demands": (Text("在办诉求", "Open demands"), Text("编号和时限不变，转到承接机关。", "Number and limit stay; the successor has them.")),
    "data_services": (Text("数据服务", "Data services"), Text("登记到承接机关名下，原地址到停用日前仍可用。", "Registered under the successor; the former address answers to its sunset.")),
    "agreements": (Text("共享协议", "Data agreements"), Text("同样条款由承接机关签，原协议同时撤销；外市对方收到重签通知。", "The successor signs the same terms; parties elsewhere are asked to sign anew.")),
    "keys": (Text("签名密钥", "Signing keys"), Text("承接机关用自己的密钥；旧签名仍可核验。", "The successor has its own; old signatures still verify.")),
    "lines": (Text("大厅队列", "Lines of the halls"), Text("照常排队和预约，承接机关加进同一队列。", "People queue and book as before; the successor joins the line.")),
    "bookings": (Text("预约", "Appointments"), Text("时间、地点、队列都不变，到日由承接机关接待。", "Time, place and line stay; the successor receives them on the day.")),
    "apps": (Text("社会应用", "Applications"), Text("接口和授权不变。", "Interfaces and permissions stay.")),
}  # fmt: skip


def preview(book: Book, reforms: Collection[str], *, actor: Actor) -> Outlook:
    """Say what these reorganisations of a proposed book would touch, and what happens to each.

    Every open case and demand is looked at, so the counts are those of the day itself if it were
    today. Raises NotEntitled for whoever may not draft.
    """
    catalogue.ensure_drafts(actor)
    meant = tuple(sorted((book.reforms[one] for one in reforms), key=lambda one: one.since))
    on = max(one.since for one in meant)
    others = [one for name, one in catalogue.reforms().items() if name not in book.reforms]
    lineage, known = lineage_of([*book.reforms.values(), *others]), agencies.lineage()
    looked = touched(known.in_force(on), lineage.in_force(on))
    shift = Shift(lineage, on, looked, time.now())
    before = catalogue.book(on)
    found = [
        *_defined(shift, before, book),
        *_foreseen(shift, book),
        *_others(shift, before),
        _booked(shift, before),
    ]
    return Outlook(meant, on, tuple(sorted(looked)), tuple(found), tuple(_warnings(found)))


def preview_draft(draft: int, *, actor: Actor) -> Outlook:
    """Say what the reorganisations of a draft would touch; raises DefinitionsWrong, UnknownDraft."""
    made = catalogue.proposed_by_draft(draft, actor=actor)
    named = {one.id for one in made.changed if one.kind == "reorganisation"}
    return preview(made.book, named, actor=actor)


def preview_path(path: Path, *, actor: Actor = SYSTEM) -> Outlook:
    """Say what the reorganisations in the files of a directory would touch."""
    made = catalogue.proposed_path(path)
    named = {one.id for one in made.changed if one.kind == "reorganisation"}
    return preview(made.book, named, actor=actor)


def progress() -> tuple[Progress, ...]:
    """Return how far the newest reorganisation is carried out, part by part."""
    return agencies.shift()


def standing(reform: Reform, at: datetime | None = None) -> str:
    """Say how a reorganisation stands: coming, in force, or taken back."""
    today = time.city_date(at or time.now())
    if reform.until is not None and reform.until < max(today, reform.since):
        return "taken_back"
    return "in_force" if reform.since <= today else "coming"


def _defined(shift: Shift, before: Book, after: Book) -> Iterator[Touched]:
    """Compare whose everything is before the day and on it; "CG-*" is the unit of each district."""
    services = {one.id: (one.agency, one.name.zh) for one in before.services.values()}
    yield _of(shift, after, "services", services)
    licences_ = {one.id: (one.holder, one.name.zh) for one in before.licences.values()}
    yield _of(shift, after, "licences", licences_)
    shared = {one.id: (one.agency, one.name.zh) for one in before.data_services.values()}
    yield _of(shift, after, "data_services", shared)
    matters = {
        matter.name: (code, matter.name)
        for code, agency in before.agencies.items()
        for matter in agency.duties.handles
    }
    yield _of(shift, after, "matters", matters)


def _of(shift: Shift, book: Book, kind: str, given: Mapping[str, tuple[str, str]]) -> Touched:
    seen, place = Foreseen(kind), next((code for code, _ in book.districts), "")
    for power, (agency, name) in given.items():
        now = shift.lineage.competent(Power(power, agency), on=shift.on, place=place)
        function, district = split_unit(now)
        to = f"{function}{EACH}" if district and not split_unit(agency)[1] else now
        if to != agency:
            seen.add(name, agency, to)
    return _said(seen, book)


def _named(code: str, book: Book) -> Text:
    """Name an agency of a book, or the units of a function in all districts."""
    if not code.endswith(EACH):
        return book.agency_name(code)
    name = book.agency_name(code.removesuffix(EACH))
    return Text(f"各区：{name.zh}", f"Each district: {name.in_('en')}")


def _foreseen(shift: Shift, book: Book) -> Iterator[Touched]:
    yield _said(agencies.foresee(shift), book)
    open_ = cases.foresee(shift)
    yield _said(open_, book)
    demands = voice.foresee(shift)
    yield _plain("clocks", open_.clocks + demands.clocks)
    yield _said(demands, book)
    yield _said(exchange.foresee(shift, book), book)


def _others(shift: Shift, before: Book) -> Iterator[Touched]:
    """Count what stays where it is and still resolves."""
    yield _plain("issued", licences.issued_by(shift.touched))
    members = {one.id.split("/")[2] for one in exchange.registered_services()}
    yield _plain("keys", len(members & shift.touched), sorted(members & shift.touched))
    lines = [
        f"{hall.name.zh} {line.letter}"
        for hall in before.halls.values()
        for line in hall.lines
        if line.agencies & shift.touched
    ]
    yield _plain("lines", len(lines), lines)
    live = [one for one in society.every(actor=SYSTEM) if one.status.value == "live"]
    yield _plain("apps", len(live))


def _booked(shift: Shift, before: Book) -> Touched:
    """Count the appointments from the day on for what another agency then does."""
    place = next((code for code, _ in before.districts), "")
    moved = [
        one.id
        for one in before.services.values()
        if shift.lineage.competent(Power(one.id, one.agency), on=shift.on, place=place)
        != one.agency
    ]
    return _plain("bookings", visits.ahead(moved, since=time.start_of(shift.on)))


def _said(seen: Foreseen, book: Book) -> Touched:
    name, happens = HAPPENS[seen.part]
    ways = tuple(
        Way(was, catalogue.agency_name(was), to, _named(to, book), count)
        for (was, to), count in seen.goes.most_common()
    )
    shown = tuple(what for what, _, _ in seen.examples[:EXAMPLES])
    return Touched(seen.part, name, seen.count, happens, ways, shown)


def _plain(kind: str, count: int, examples: Collection[str] = ()) -> Touched:
    name, happens = HAPPENS[kind]
    return Touched(kind, name, count, happens, (), tuple(examples)[:EXAMPLES])


def _warnings(found: Collection[Touched]) -> Iterator[str]:
    """Name what somebody should look at before the day: agencies whose work nobody is there to do."""
    posts = next(one for one in found if one.kind == "posts")
    seated = {way.to for way in posts.ways}
    for one in found:
        if one.kind not in ("cases", "demands"):
            continue
        for way in one.ways:
            function = split_unit(way.to)[0]
            staffed = (
                {way.to, function} & seated or agencies.staff(function) or agencies.staff(way.to)
            )
            if not staffed:
                yield f"{way.to_name.zh}还没有审批人员，有 {way.count} 件{one.name.zh}要转给它"
