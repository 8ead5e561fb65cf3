"""What an applicant can do with a case (申请人可办的事): one table for their own page and the window.

Each is possible only while the law allows it; what it means is said before it is done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases.domain.clocks import HEARING_ASK_DAYS
from tongban.cases.domain.saying import METHODS
from tongban.cases.views import Case, Upload
from tongban.doors.shared.fields import Field
from tongban.doors.shared.given import Given, choice, line, options, text
from tongban.doors.shared.words import day, said
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text

OPEN = ("filed", "accepted", "supplement", "waiting")


@dataclass(frozen=True, slots=True)
class Doing:
    """Something the applicant can do (申请人可办的事); `lead` says what it means before it is done.

    `do` may return the number of the case that comes of it. `counter`: only before a clerk.
    """

    name: str
    label: Text
    title: Text
    lead: Callable[[Case], Text]
    possible: Callable[[Case, date], bool]
    fields: Callable[[Case], Sequence[Field]]
    do: Callable[[Case, Given, Sequence[Upload], Actor], str | None]
    button: Text
    quiet: bool = False
    counter: bool = False


def _lead(zh: str, en: str) -> Callable[[Case], Text]:
    return lambda case: Text(
        zh.format(name=case.service.name.zh), en.format(name=case.service.name.in_("en"))
    )


def _reason(_case: Case) -> Sequence[Field]:
    return [text("reason")]


def _withdraw(case: Case, given: Given, _files: Sequence[Upload], actor: Actor) -> None:
    cases.withdraw(case.number, reason=given.text("reason"), actor=actor)


# A hearing


def hearing_until(case: Case) -> date | None:
    """Return the last day to ask for a hearing, None where none was offered or it was asked for."""
    hearing = case.course.hearing
    if hearing.offered is None or hearing.asked or case.status not in OPEN:
        return None
    return agencies.calendar().add(hearing.offered.on, HEARING_ASK_DAYS)


def _may_be_heard(case: Case, today: date) -> bool:
    until = hearing_until(case)
    return until is not None and today <= until


def _heard(case: Case, _given: Given, _files: Sequence[Upload], actor: Actor) -> None:
    cases.ask_hearing(case.number, actor=actor)


# What was to follow the acceptance


def _lacking(case: Case) -> Sequence[Field]:
    return [
        Field(f"material:{one.no}", said(one.name), "file", required=False)
        for one in case.service.materials
        if f"material:{one.no}" in case.lacking
    ]


def _supply(case: Case, _given: Given, files: Sequence[Upload], actor: Actor) -> None:
    cases.supply(case.number, attachments=files, actor=actor)


# A newer version


def _versions(_case: Case) -> Sequence[Field]:
    found = [
        ("1", Text("按新规定办", "Go by the new rules")),
        ("0", Text("仍按原来的规定办", "Stay with the old rules")),
    ]
    return [choice("agreed", Text("您的选择", "Your choice"), found)]


def _answered(case: Case, given: Given, _files: Sequence[Upload], actor: Actor) -> None:
    cases.answer_move(case.number, agreed=given.text("agreed") == "1", actor=actor)


# Against a decision


def may_contest(case: Case, today: date) -> bool:
    """Whether reconsideration can still be asked for, of what is not wholly in their favour."""
    made = case.decision
    against = case.course.not_accepted is not None or (
        made is not None
        and (made.outcome == "refused" or bool(made.refuses or made.conditions) or made.automatic)
    )
    return against and case.contest_until is not None and today <= case.contest_until


def _contest(case: Case, given: Given, _files: Sequence[Upload], actor: Actor) -> str:
    return cases.reconsider(case.number, reason=given.text("reason"), actor=actor).number


def _contest_lead(case: Case) -> Text:
    until = day(case.contest_until, year=True)
    return Text(
        f"由复议机构另行审查，六十日内作出决定，不收费。最晚 {until}提出。",
        f"Another office reviews it within sixty days, free of charge. Apply by {until}.",
    )


# At the counter


def _handed(_case: Case) -> Sequence[Field]:
    return [
        choice(
            "method",
            Text("怎么交给他的", "How"),
            options(METHODS, without=("electronic", "public")),
        ),
        line("receiver", Text("签收人", "Received by")),
        line("proof", Text("凭证", "Proof"), required=False),
    ]


def _hand_over(case: Case, given: Given, _files: Sequence[Upload], actor: Actor) -> None:
    cases.deliver(
        case.number,
        method=given.text("method"),
        receiver=given.text("receiver"),
        proof=given.text("proof"),
        actor=actor,
    )


def _awaits_delivery(case: Case, _today: date) -> bool:
    return case.status not in (*OPEN, "withdrawn") and case.course.delivered is None


def _nothing(_case: Case) -> Sequence[Field]:
    return ()


DOINGS = {
    one.name: one
    for one in (
        Doing(
            "version", Text("选择按哪个规定办", "Choose which rules apply"),
            Text("规定有了新版本", "There is a newer version"),
            _lead("“{name}”的规定改了。按新的还是按原来的办，由您定；不选就按原来的办。",
                  "The rules of “{name}” have changed. You choose; without an answer the old ones stay."),
            lambda case, _today: case.offered is not None and case.status in OPEN,
            _versions, _answered, Text("就这样办", "Go on"),
        ),
        Doing(
            "hearing", Text("申请听证", "Ask for a hearing"), Text("要申请听证吗", "Ask for a hearing?"),
            _lead("听证不收费，二十日内举行，七日前通知您时间地点。听证期间不计入办理时限。不需要的话什么也不用做。",
                  "It is free, held within twenty days, and announced seven days ahead; the clock "
                  "stands meanwhile. If you need none, do nothing."),
            _may_be_heard, _nothing, _heard, Text("申请听证", "Ask for it"),
        ),
        Doing(
            "supply", Text("补交容缺的材料", "Hand in what was to follow"),
            Text("补交材料", "Hand in what was to follow"),
            _lead("这些材料受理时说好可以晚交。交齐了才能作出决定。",
                  "It was agreed that these may follow. The decision waits for them."),
            lambda case, _today: bool(case.lacking) and case.status in OPEN,
            _lacking, _supply, Text("交上去", "Hand in"),
        ),
        Doing(
            "reconsider", Text("不服，申请行政复议", "Ask for reconsideration"),
            Text("申请行政复议", "Ask for reconsideration"),
            _contest_lead, may_contest,
            lambda _case: [text("reason", Text("哪里不对，要求什么", "What is wrong, what you ask"))],
            _contest, Text("提出复议申请", "Apply"),
        ),
        Doing(
            "deliver", Text("当面交付，登记送达", "Hand it over"), Text("交付结果", "Handing over"),
            _lead("把“{name}”的决定和结果交给本人，请签收。", "Hand over the result of “{name}”."),
            _awaits_delivery, _handed, _hand_over, Text("已经签收", "Received"), counter=True,
        ),
        Doing(
            "withdraw", Text("不想办了，撤回", "Withdraw"), Text("要撤回这一件吗？", "Withdraw this?"),
            _lead("撤回后“{name}”不再办，要等它的事也办不了；别的照常办。以后可以重新申请。",
                  "“{name}” stops, and what waits for it with it; the rest goes on. You can apply again."),
            lambda case, _today: case.status in OPEN, _reason, _withdraw,
            Text("撤回", "Withdraw"), quiet=True,
        ),
    )
}  # fmt: skip


def possible(case: Case, today: date, *, counter: bool = False) -> list[Doing]:
    """List what can be done with a case now, by its applicant or before a clerk."""
    return [
        one for one in DOINGS.values() if one.possible(case, today) and (counter or not one.counter)
    ]
