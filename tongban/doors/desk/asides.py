"""Deeds beside the steps (办理之中与之后): other agencies, hands, and what follows.

Each names the article it rests on; what it asks is what the law wants to be said to the applicant.
"""

from collections.abc import Sequence

from tongban.agencies import api as offices
from tongban.cases import api as cases
from tongban.cases.domain import acts
from tongban.cases.domain.branches import AGREE, OBJECT
from tongban.cases.domain.saying import METHODS
from tongban.doors.desk.deed import DAYS, FOUND, Deed, agencies, is_accepted
from tongban.doors.desk.sight import Sight
from tongban.doors.shared.fields import Field
from tongban.doors.shared.given import Given, choice, line, number, options, text
from tongban.doors.shared.words import said
from tongban.exchange.federation import api as federation
from tongban.kernel.text import Text
from tongban.people import api as people

YES_NO = [("1", Text("属实", "True")), ("0", Text("不属实", "Not true"))]


# Other agencies


def _opinion_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    return [
        choice("agency", Text("问哪个部门", "Which agency"), [*agencies(sight), *_cities()]),
        text("about", Text("要他们说什么", "What is asked")),
        number("days", Text("几个工作日内", "Within working days"), DAYS, required=False),
    ]


def _cities() -> list[tuple[str, Text]]:
    """List the cities in accord, any of which decides what it is competent for (跨城通办)."""
    return [(one.pk, Text(f"城市 {one.pk}", f"City {one.pk}")) for one in federation.cities()]


def _opinion(sight: Sight, given: Given) -> None:
    days = given.number("days") or None
    asked = cases.Asked(given.text("agency"), given.text("about"), days=days)
    cases.ask_opinion(sight.case.number, asked=[asked], **sight.by)


def _branches(found: Sequence[cases.BranchView]) -> list[tuple[str, str]]:
    return [(one.key, f"{said(one.agency_name)}：{one.about}") for one in found]


def _answer_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    return [
        choice("branch", Text("答复哪一项", "Which request"), _branches(sight.ours)),
        choice(
            "outcome",
            Text("您部门的意见", "Your agency's view"),
            [(AGREE, Text("同意", "Agree")), (OBJECT, Text("不同意", "Object"))],
        ),
        text(
            "words", Text("说明（不同意要写理由）", "Words (an objection says why)"), required=False
        ),
    ]


def _answer(sight: Sight, given: Given) -> None:
    outcome, words = given.text("outcome"), given.text("words")
    cases.answer_branch(
        sight.case.number, given.text("branch"), outcome=outcome, words=words, **sight.by
    )


def _recall_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    waiting = [one for one in sight.branches if one.open]
    return [
        choice("branch", Text("收回哪一项", "Which request"), _branches(waiting)),
        text("reason"),
    ]


def _recall(sight: Sight, given: Given) -> None:
    cases.recall_branch(
        sight.case.number, given.text("branch"), reason=given.text("reason"), **sight.by
    )


def _draw_fields(_sight: Sight, _given: Given) -> Sequence[Field]:
    return [
        line("what", Text("抽取什么", "What is drawn")),
        text("candidates", Text("候选名单，一行一个", "Candidates, one a line")),
        number("count", Text("抽几个", "How many"), Text("个", "")),
    ]


def _draw(sight: Sight, given: Given) -> None:
    cases.announce_draw(
        sight.case.number,
        what=given.text("what"),
        candidates=given.lines("candidates"),
        count=given.number("count"),
        actor=sight.actor,
    )


def _announced(sight: Sight) -> list[tuple[str, str]]:
    return [(one.key, one.what) for one in sight.draws if one.made_on is None]


def _open_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    hint = said(
        Text(
            "公布名单那天之后才产生的数，例如某一期彩票的号码。",
            "One that came about after the announcement.",
        )
    )
    return [
        choice("draw", Text("抽取哪一项", "Which draw"), _announced(sight)),
        line("public", Text("公开数值", "Public value"), hint=hint),
        line("source", Text("出处", "Where it can be read")),
    ]


def _open(sight: Sight, given: Given) -> None:
    public, source = given.text("public"), given.text("source")
    cases.make_draw(
        sight.case.number, given.text("draw"), public=public, source=source, actor=sight.actor
    )


TOGETHER = (
    Deed(
        "answer", Text("答复会办", "Answer"), "with", "",
        lambda s: s.is_open and bool(s.ours), _answer,
        Text("已答复。您部门对这一件的查看到此为止。", "Answered; your agency's sight of it ends here."),
        "BranchAnswered", _answer_fields, key="y",
    ),
    Deed(
        "opinion", Text("征求部门意见", "Ask another agency"), "with", "ask_opinion",
        lambda s: s.is_open, _opinion,
        Text("已发给对方。对方只能看到这一件，答复后就看不到。", "Sent; they see this case until they answer."),
        "BranchAsked", _opinion_fields,
        hint=Text("部门之间征求意见不停表。", "Asking another agency does not stop the clock."),
    ),
    Deed(
        "recall", Text("收回会办", "Take a request back"), "with", "ask_opinion",
        lambda s: s.is_open and any(one.open for one in s.branches), _recall,
        Text("已收回，理由已记录。", "Taken back; the reason is recorded."), "BranchRecalled", _recall_fields,
    ),
    Deed(
        "draw", Text("双随机抽取", "Draw by lot"), "with", "draw",
        is_accepted, _draw, Text("候选名单和承诺值已公布。", "Candidates and commitment are published."),
        "DrawAnnounced", _draw_fields,
    ),
    Deed(
        "draw-open", Text("开出抽取结果", "Make the draw"), "with", "draw",
        lambda s: is_accepted(s) and bool(_announced(s)), _open,
        Text("已抽取，任何人都能复核。", "Drawn; anybody can check it."), "DrawMade", _open_fields,
    ),
)  # fmt: skip


# In whose hand


def _claim_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    if sight.ahead is None:
        return ()
    hint = Text(
        f"同类的 {sight.ahead} 先到期，轮到它。先办这一件要写明理由，理由记入经过。",
        f"It is the turn of {sight.ahead}. The reason to go before it is recorded.",
    )
    return [text("reason", hint=said(hint))]


def _claim(sight: Sight, given: Given) -> None:
    cases.claim(sight.case.number, reason=given.text("reason"), **sight.by)


def _staff(sight: Sight) -> list[tuple[str, str]]:
    posts = {one.account for one in offices.staff(sight.case.agency)} - {sight.case.officer}
    return [(str(id_), name) for id_, name in sorted(people.officer_names(posts).items())]


def _reassign_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    return [choice("to", Text("交给谁", "To whom"), _staff(sight)), text("reason")]


def _reassign(sight: Sight, given: Given) -> None:
    # An account's number may be longer than a number of days.
    to = int(given.text("to"))
    cases.reassign(sight.case.number, to=to, reason=given.text("reason"), **sight.by)


HANDS = (
    Deed(
        "claim", Text("领办", "Take in hand"), "hands", "claim",
        lambda s: s.is_open and s.case.officer != s.actor.id, _claim,
        Text("这一件由您经办。", "The case is in your hand."), "Assigned", _claim_fields,
    ),
    Deed(
        "reassign", Text("改派", "Reassign"), "hands", "reassign",
        lambda s: s.is_open, _reassign,
        Text("已改派，期限不变。", "Reassigned; the limits are untouched."), "Assigned", _reassign_fields,
    ),
)  # fmt: skip


# After the decision


def _deliver_fields(_sight: Sight, _given: Given) -> Sequence[Field]:
    return [
        choice("method", Text("怎么送达的", "How"), options(METHODS)),
        line("receiver", Text("签收人", "Received by"), required=False),
        line(
            "proof",
            Text("凭证", "Proof"),
            required=False,
            hint=said(
                Text(
                    "邮件号、公告载体等；签收人和凭证至少写一项。",
                    "Postal number or notice; one of both.",
                )
            ),
        ),
    ]


def _deliver(sight: Sight, given: Given) -> None:
    cases.deliver(
        sight.case.number,
        method=given.text("method"),
        receiver=given.text("receiver"),
        proof=given.text("proof"),
        **sight.by,
    )


def _awaits_check(sight: Sight) -> bool:
    return any(one.name == "check" for one in sight.case.clocks)


def _check_fields(_sight: Sight, _given: Given) -> Sequence[Field]:
    return [
        choice("kept", Text("承诺属实吗", "Is it true"), YES_NO),
        text("finding", FOUND, required=False),
    ]


def _check(sight: Sight, given: Given) -> None:
    kept, finding = given.text("kept") == "1", given.text("finding")
    cases.check_pledge(sight.case.number, kept=kept, finding=finding, **sight.by)


def _has_licence(sight: Sight) -> bool:
    made = sight.case.decision
    return bool(made and made.licence) and sight.course.overturned is None


def _against_fields(_sight: Sight, _given: Given) -> Sequence[Field]:
    words = {one: acts.WORDS[one] for one in acts.BY_AGENCY}
    return [choice("act", Text("要做什么", "What to do"), options(words)), text("reason")]


def _against(sight: Sight, given: Given) -> str:
    made = sight.case.decision
    found = cases.open_against(
        int(made.licence or 0) if made else 0,
        act=given.text("act"),
        reason=given.text("reason"),
        actor=sight.actor,
    )
    return found.number


AFTER = (
    Deed(
        "deliver", Text("登记送达", "Record delivery"), "after", "deliver",
        lambda s: not s.is_open and not s.is_("withdrawn") and s.course.delivered is None,
        _deliver, Text("送达已登记，送达回证可以打印。", "Recorded; the proof can be printed."),
        "Delivered", _deliver_fields,
    ),
    Deed(
        "check-pledge", Text("承诺核查", "Check the pledge"), "after", "check_pledge",
        _awaits_check, _check, Text("核查结果已记录。", "Recorded."), "PledgeChecked", _check_fields,
        hint=Text("不属实的，证照撤销，申请人不能再用承诺办理。",
                  "Where it is not true, the licence is revoked and no further pledge accepted."),
    ),
    Deed(
        "against", Text("暂扣、恢复、撤销证照", "Suspend, restore or revoke"), "after", "revoke",
        _has_licence, _against, Text("已立案，并告知持证人。", "A case is opened; the holder is told."),
        "", _against_fields, no=True,
    ),
)  # fmt: skip
