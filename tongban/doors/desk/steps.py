"""The steps at the arrival, and the decision (受理与决定): the deeds every case comes to."""

from collections.abc import Sequence
from typing import Any

from tongban.cases import api as cases
from tongban.cases.domain.acts import AGAINST
from tongban.cases.domain.saying import GROUNDS, RULINGS
from tongban.doors.desk import result
from tongban.doors.desk.deed import Deed, agencies
from tongban.doors.desk.sight import Sight
from tongban.doors.shared import fields as kinds
from tongban.doors.shared.fields import Choice, Field
from tongban.doors.shared.given import TICKS, Given, choice, day, line, options, text
from tongban.doors.shared.words import said, value
from tongban.kernel.text import Text

GAPS = "gaps"
"""What is missing, each with its reason: a field the desk draws itself."""
SLIP = "slip."
REMEDY = Text("救济途径", "Remedy")
UNTIL = Text("最后日期", "Until")
WHY = Text("理由：事实和依据", "Reason: facts and law")


# At the arrival


def _accept(sight: Sight, _given: Given) -> None:
    cases.take_in(sight.case.number, **sight.by)


def _may_ask(sight: Sight) -> bool:
    """Whether a notice can be given: before the acceptance, or later where the service says so."""
    case = sight.case
    in_time = sight.is_("filed") or (sight.is_("accepted") and case.terms.examining)
    return in_time and not case.by_silence and bool(sight.askable or sight.wanted)


def _gaps(sight: Sight, given: Given) -> Sequence[Field]:
    ticked = set(given.many("gap"))
    asked = [
        (one.ref, one.kind.name, "" if one.kind.type == "file" else value(one.kind, one.value))
        for one in sight.askable
    ]
    asked += [(f"material:{one.no}", one.name, "") for one in sight.wanted]
    there = {f"material:{one.no}" for one in sight.wanted if one.attachments}
    there |= {one.ref for one in sight.askable if one.kind.type == "file"}
    come, missing = said(Text("已交", "Handed in")), said(Text("没有交", "Not handed in"))
    rows = [
        {
            "key": key,
            "name": said(name),
            "now": now or (come if key in there else missing),
            "ticked": key in ticked,
            "why": given.text(f"why.{key}"),
        }
        for key, name, now in asked
    ]
    return [Field("gap", "", GAPS, value=rows)]


def _ask(sight: Sight, given: Given) -> None:
    gaps = {key: given.text(f"why.{key}") for key in given.many("gap")}
    cases.request_supplement(sight.case.number, gaps=gaps, **sight.by)


def _away_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    return [
        choice("ground", Text("属于哪一种", "On which ground"), options(GROUNDS)),
        choice(
            "redirect",
            Text("应当向哪个机关申请", "Which agency to go to"),
            agencies(sight),
            required=False,
            hint=said(
                Text("不属于本机关职权的必须写明。", "Needed where another agency is competent.")
            ),
        ),
        text("reason", WHY),
        *_remedy(sight),
    ]


def _away(sight: Sight, given: Given) -> None:
    cases.turn_away(
        sight.case.number,
        ground=given.text("ground"),
        redirect=given.text("redirect"),
        reason=given.text("reason"),
        remedy=given.remedy(),
        **sight.by,
    )


def _slips(sight: Sight, given: Given) -> Sequence[Field]:
    shown = [one for one in sight.askable if one.kind.type != "file"]
    return [
        kinds.field_of(
            one.kind,
            name=f"{SLIP}{one.ref}",
            label=one.kind.name,
            value=kinds.read(one.kind, given.post, f"{SLIP}{one.ref}") if given.post else one.value,
            required=False,
        )
        for one in shown
    ]


def _correct(sight: Sight, given: Given) -> None:
    answers: dict[str, Any] = {}
    for one in sight.askable:
        if one.kind.type == "file":
            continue
        new = kinds.read(one.kind, given.post, f"{SLIP}{one.ref}")
        if new is not None and str(new) != str(one.value):
            answers[one.ref] = new
    cases.correct(sight.case.number, answers=answers, actor=sight.actor)


# The decision


def _remedy(sight: Sight) -> list[Field]:
    return [
        text("remedy", REMEDY, value=sight.page.remedy),
        day("until", UNTIL, value=sight.page.remedy_until.isoformat()),
    ]


def _checked(sight: Sight, given: Given) -> list[Field]:
    """List the points that are the officer's to judge; all have to be ticked."""
    taken = set(given.many("seen"))
    points = tuple(
        Choice(str(one.no), said(one.text), str(one.no) in taken)
        for one in sight.page.checks
        if one.verdict == "officer"
    )
    label = said(Text("我核对过", "I have checked"))
    return [Field("seen", label, TICKS, choices=points)] if points else []


def _despite(sight: Sight) -> list[Field]:
    """Ask why, where a notice is open, another is due before, or an opinion is against it."""
    found = []
    if sight.is_("supplement"):
        label = Text("还在等补正，为什么现在就准予", "A notice is open: why grant it now")
        found.append(text("despite", label))
    return [*found, *_early(sight)]


def _early(sight: Sight) -> list[Field]:
    if sight.ahead is None or not sight.case.accepted_on:
        return []
    hint = said(
        Text(
            f"同类的 {sight.ahead} 先到期。越序办理会记入经过。",
            f"{sight.ahead} of the same kind is due earlier. Going before it is recorded.",
        )
    )
    return [
        line("early", Text("为什么先办这一件", "Why this one first"), required=False, hint=hint)
    ]


def _conditions(_sight: Sight) -> list[Field]:
    hint = said(
        Text("一行一条，原样写进决定书。", "One a line; the decision states them as written.")
    )
    return [text("conditions", Text("附加条件", "Conditions"), required=False, hint=hint)]


def _grant_fields(sight: Sight, given: Given) -> Sequence[Field]:
    unmet = any(one.verdict == "unmet" for one in sight.page.checks)
    return [
        *_checked(sight, given),
        *result.entered(sight.page, given),
        *_conditions(sight),
        *_despite(sight),
        text("reason", required=unmet),
    ]


def _grant(sight: Sight, given: Given) -> None:
    cases.decide(
        sight.case.number,
        outcome="granted",
        reason=_reason(sight, given),
        states=result.states(sight.page, given),
        conditions=given.lines("conditions"),
        despite=given.text("despite"),
        early=given.text("early"),
        **sight.by,
    )


def _partly_fields(sight: Sight, given: Given) -> Sequence[Field]:
    return [
        *_checked(sight, given),
        *result.entered(sight.page, given),
        text("refuses", Text("不准予的部分", "What is not granted")),
        text("reason", WHY),
        *_conditions(sight),
        *_despite(sight),
        *_remedy(sight),
    ]


def _partly(sight: Sight, given: Given) -> None:
    cases.decide(
        sight.case.number,
        outcome="partly",
        reason=_reason(sight, given),
        refuses=given.text("refuses"),
        states=result.states(sight.page, given),
        conditions=given.lines("conditions"),
        despite=given.text("despite"),
        early=given.text("early"),
        remedy=given.remedy(),
        **sight.by,
    )


def _reason(sight: Sight, given: Given) -> str:
    """Join the officer's words with the points they judged, which belong to the reasons."""
    ticked = set(given.many("seen"))
    judged = [
        one.text.zh
        for one in sight.page.checks
        if one.verdict == "officer" and str(one.no) in ticked
    ]
    parts = [given.text("reason")] if given.text("reason") else []
    if judged:
        parts.append("审查人核对：" + "；".join(judged))
    return "\n".join(parts)


def _refuse_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    return [text("reason", WHY), *_early(sight), *_remedy(sight)]


def _refuse(sight: Sight, given: Given) -> None:
    cases.decide(
        sight.case.number,
        outcome="refused",
        reason=given.text("reason"),
        early=given.text("early"),
        remedy=given.remedy(),
        **sight.by,
    )


def _rule_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    ruling = choice("ruling", Text("复议决定", "Ruling"), options(RULINGS))
    return [ruling, text("reason", WHY), *_remedy(sight)]


def _rule(sight: Sight, given: Given) -> None:
    against = given.text("ruling") in AGAINST
    cases.decide(
        sight.case.number,
        outcome="refused" if against else "granted",
        ruling=given.text("ruling"),
        reason=given.text("reason"),
        remedy=given.remedy() if against else None,
        **sight.by,
    )


def _decidable(sight: Sight, *, grants: bool) -> bool:
    return sight.is_open and not sight.is_reconsideration and not sight.hindered(grants=grants)


STEPS = (
    Deed(
        "accept", Text("受理", "Accept"), "step", "take_in",
        lambda s: s.is_("filed"), _accept,
        Text("已受理，受理通知已发给申请人。", "Accepted; the applicant has been told."),
        "Accepted", outcome="accepted", key="a",
    ),
    Deed(
        "grant", Text("准予", "Grant"), "step", "decide",
        lambda s: _decidable(s, grants=True) and not s.part_refused, _grant,
        Text("已准予，结果已发给申请人。", "Granted; the result has gone to the applicant."),
        "Decided", _grant_fields, Text("准予，发给申请人", "Grant and send it"),
        outcome="granted", key="y",
    ),
    Deed(
        "rule", Text("作出复议决定", "Rule"), "step", "decide",
        lambda s: s.is_open and s.is_reconsideration and not s.hindered(), _rule,
        Text("已作出复议决定，并写入原办件。", "Ruled; the case it is about says so."),
        "Decided", _rule_fields, key="y",
    ),
    Deed(
        "supplement", Text("一次告知补正", "One notice"), "step", "request_supplement",
        _may_ask, _ask,
        Text("补正告知已发出。收到补正前停表。", "The notice has gone out. The clock stands still."),
        "SupplementRequested", _gaps, Text("发出补正告知", "Send the notice"),
        outcome="supplement", key="b",
    ),
    Deed(
        "refuse", Text("不予", "Refuse"), "step", "decide",
        lambda s: _decidable(s, grants=False), _refuse,
        Text(
            "已作出不予决定，理由和救济途径已发给申请人。",
            "Refused; reason and remedy have gone to the applicant.",
        ),
        "Decided", _refuse_fields, Text("不予，发出决定", "Refuse and send it"),
        Text(
            "理由和救济途径会原样写进决定书（许可法第三十八条）。",
            "Reason and remedy go into the decision as written (Licensing Law, art. 38).",
        ),
        outcome="refused", key="n", no=True,
    ),
    Deed(
        "partly", Text("部分准予", "Grant partly"), "decide", "decide",
        lambda s: _decidable(s, grants=True), _partly,
        Text("已部分准予，决定书已发给申请人。", "Granted in part; the decision has gone out."),
        "Decided", _partly_fields, outcome="granted",
    ),
    Deed(
        "turn-away", Text("不予受理", "Do not accept"), "decide", "decline",
        lambda s: s.is_("filed") and not s.is_reconsideration, _away,
        Text("已作出不予受理决定，并告知申请人。", "Not accepted; the applicant has been told."),
        "NotAccepted", _away_fields, outcome="not_accepted", no=True,
        hint=Text(
            "只有不需要许可、或者不属于本机关职权，才可以不予受理（许可法第三十二条）。",
            "Only what needs no permission, or is another agency's (Licensing Law, art. 32).",
        ),
    ),
    Deed(
        "correct", Text("当场更正", "Correct on the spot"), "decide", "correct",
        lambda s: s.is_("filed") and any(one.kind.type != "file" for one in s.askable), _correct,
        Text("已当场更正。", "Put right."), "CorrectedOnSpot", _slips,
        hint=Text(
            "征得申请人同意，把明显的笔误改对。只改要改的那一项。",
            "With the applicant's consent, put an obvious slip right. Change only what is wrong.",
        ),
    ),
)  # fmt: skip
