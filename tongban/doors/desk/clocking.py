"""Deeds of the clock (期限与听证): signing, stopping, prolonging, hearings.

Each names the article it rests on; what it asks is what the law wants to be said to the applicant.
"""

from collections.abc import Sequence

from tongban.cases import api as cases
from tongban.cases.domain.hearings import GROUND as HEARING
from tongban.cases.domain.special import GROUNDS, NAMED, words_of
from tongban.doors.desk.deed import DAYS, FOUND, Deed, is_accepted
from tongban.doors.desk.sight import Sight
from tongban.doors.shared.fields import Field
from tongban.doors.shared.given import Given, choice, day, line, number, options, text
from tongban.doors.shared.words import said
from tongban.kernel.clock import CALENDAR_DAY, WORKING_DAY
from tongban.kernel.text import Text

UNITS = [
    (WORKING_DAY, Text("工作日", "Working days")),
    (CALENDAR_DAY, Text("自然日", "Calendar days")),
]
OPINION = Text("意见", "Opinion")
ON_SITE = [("1", Text("到现场核查的", "Checked on site")), ("", Text("看材料的", "On the papers"))]


# The clock


def _stop_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    running = {one.ground for one in sight.course.stopped} | {HEARING}
    hint = said(
        Text(
            f"{'、'.join(one.zh for key, one in NAMED.items() if key != HEARING)}依许可法第四十五条；其他的要写明依据。",
            "Those article 45 names need no other law; for the others give it.",
        )
    )
    return [
        choice("ground", Text("什么程序", "Which procedure"), options(GROUNDS, without=running)),
        number("days", Text("需要几天", "How many days"), DAYS),
        choice("unit", Text("怎么算", "Counted in"), UNITS, taken=WORKING_DAY),
        line("law", Text("依据", "Law"), required=False, hint=hint),
        text("reason", Text("告诉申请人的理由", "Reason told to the applicant"), required=False),
    ]


def _stop(sight: Sight, given: Given) -> None:
    cases.stop_clock(
        sight.case.number,
        ground=given.text("ground"),
        days=given.number("days"),
        unit=given.text("unit"),
        law=given.text("law"),
        reason=given.text("reason"),
        **sight.by,
    )


def _running(sight: Sight) -> list[tuple[str, Text]]:
    return [
        (str(one.no), words_of(one.ground)) for one in sight.course.stopped if one.ground != HEARING
    ]


def _resume_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    return [
        choice("no", Text("哪一项结束了", "Which has ended"), _running(sight)),
        text("result", Text("结果", "Result"), required=False),
    ]


def _resume(sight: Sight, given: Given) -> None:
    no, result = given.number("no"), given.text("result")
    cases.resume_clock(sight.case.number, no=no, result=result, **sight.by)


def _left(sight: Sight) -> int:
    """Return how many days can still be added."""
    return sight.case.terms.extension - sum(one.days for one in sight.course.extensions)


def _extendable(sight: Sight) -> bool:
    limits = [
        one.due for one in sight.case.clocks if one.name in ("statutory", "promised") and one.due
    ]
    in_time = bool(limits) and sight.today <= max(limits)
    return is_accepted(sight) and in_time and _left(sight) > 0 and sight.course.asked is None


def _extend_fields(sight: Sight, _given: Given) -> Sequence[Field]:
    most = _left(sight)
    hint = said(Text(f"最多还能延长 {most} 个工作日。", f"{most} working days at most."))
    return [
        number("days", Text("延长几天", "How many days"), DAYS, hint=hint),
        text("reason", Text("理由，会告诉申请人", "Reason, told to the applicant")),
    ]


def _extend(sight: Sight, given: Given) -> None:
    days, reason = given.number("days"), given.text("reason")
    cases.ask_extension(sight.case.number, days=days, reason=reason, **sight.by)


def _awaits_approval(sight: Sight) -> bool:
    asked = sight.course.asked
    return sight.is_open and asked is not None and asked.officer != sight.actor.id


def _approve(sight: Sight, _given: Given) -> None:
    cases.approve_extension(sight.case.number, **sight.by)


def _decline(sight: Sight, given: Given) -> None:
    cases.decline_extension(sight.case.number, reason=given.text("reason"), **sight.by)


def _reason_only(_sight: Sight, _given: Given) -> Sequence[Field]:
    return [text("reason")]


def _opinion_only(_sight: Sight, _given: Given) -> Sequence[Field]:
    return [text("opinion", OPINION)]


def _review(sight: Sight, given: Given) -> None:
    cases.review_below(sight.case.number, opinion=given.text("opinion"), **sight.by)


def _sign_fields(_sight: Sight, _given: Given) -> Sequence[Field]:
    return [
        text("opinion", FOUND),
        choice("on_site", Text("怎么核查的", "How"), ON_SITE, required=False),
        choice(
            "agrees",
            Text("您的意见", "Your view"),
            [("1", Text("同意准予", "Grant")), ("0", Text("不同意", "Do not grant"))],
        ),
    ]


def _sign(sight: Sight, given: Given) -> None:
    cases.examine(
        sight.case.number,
        opinion=given.text("opinion"),
        agrees=given.text("agrees") == "1",
        on_site=given.text("on_site") == "1",
        **sight.by,
    )


CLOCK = (
    Deed(
        "sign", Text("签署审查意见", "Sign what was found"), "examine", "examine",
        lambda s: is_accepted(s) and s.actor.id not in s.course.signed, _sign,
        Text("审查意见已签署。", "Signed."), "Examined", _sign_fields,
        hint=Text("需要两人审查的，另一位签署后才能决定。", "Where two are needed, both sign before the decision."),
    ),
    Deed(
        "review", Text("下级初审完毕", "End the lower review"), "examine", "examine",
        lambda s: is_accepted(s) and bool(s.case.terms.review) and s.course.reviewed is None,
        _review, Text("初审意见已记录，决定期限开始计算。", "Recorded; the decision's clock starts."),
        "ReviewedBelow", _opinion_only,
    ),
    Deed(
        "stop", Text("启动特别程序，停表", "Stop the clock"), "clock", "stop_clock",
        is_accepted, _stop,
        Text("已停表，所需时间已书面告知申请人。", "Stopped; the applicant has been told how long."),
        "ClockStopped", _stop_fields,
        hint=Text(
            "检验、检测、专家评审等时间不计入期限，要把所需天数告诉申请人。",
            "Inspection, tests, reviews are not counted; the applicant is told the days they take.",
        ),
    ),
    Deed(
        "resume", Text("特别程序结束，走表", "Let the clock run"), "clock", "stop_clock",
        lambda s: s.is_open and bool(_running(s)), _resume,
        Text("期限恢复计算。", "The clock runs again."), "ClockResumed", _resume_fields,
    ),
    Deed(
        "extend", Text("申请延期", "Ask for more time"), "clock", "ask_extension",
        _extendable, _extend, Text("延期申请已提交，等负责人批准。", "Asked; the head approves."),
        "ExtensionAsked", _extend_fields,
    ),
    Deed(
        "approve", Text("批准延期", "Approve more time"), "clock", "approve",
        _awaits_approval, _approve, Text("已批准延期，理由已告诉申请人。", "Approved; the applicant is told."),
        "Extended",
    ),
    Deed(
        "decline", Text("不批准延期", "Do not approve"), "clock", "approve",
        _awaits_approval, _decline, Text("没有批准延期。", "Not approved."),
        "ExtensionDeclined", _reason_only,
    ),
)  # fmt: skip


# Hearings


def _offer(sight: Sight, given: Given) -> None:
    cases.offer_hearing(sight.case.number, reason=given.text("reason"), **sight.by)


def _set_fields(_sight: Sight, _given: Given) -> Sequence[Field]:
    hint = said(
        Text(
            "七日前通知，申请后二十日内举行。",
            "Announced 7 days ahead, held within 20 of the request.",
        )
    )
    return [day("day", Text("哪一天", "Day"), hint=hint), line("place", Text("地点", "Place"))]


def _set(sight: Sight, given: Given) -> None:
    on = given.day("day") or sight.today
    cases.set_hearing(sight.case.number, day=on, place=given.text("place"), **sight.by)


def _record_fields(_sight: Sight, _given: Given) -> Sequence[Field]:
    return [text("record", Text("听证笔录", "Record"))]


def _hold(sight: Sight, given: Given) -> None:
    cases.hold_hearing(sight.case.number, record=given.text("record"), **sight.by)


def _is_set(sight: Sight) -> bool:
    hearing = sight.course.hearing
    due = hearing.set_for is not None and sight.today >= hearing.set_for.day
    return sight.is_open and due and not hearing.held


HEARINGS = (
    Deed(
        "hearing", Text("告知听证权利", "Tell of a hearing"), "hearing", "hold_hearing",
        lambda s: is_accepted(s) and s.course.hearing.offered is None, _offer,
        Text("已告知听证权利，申请人五日内可以提出。", "Told; the applicant has five days."),
        "HearingOffered", _reason_only,
        hint=Text("涉及重大利益、公共利益的，先告知可以要求听证（许可法第四十六、四十七条）。",
                  "Where much is at stake (Licensing Law, art. 46 and 47)."),
    ),
    Deed(
        "hearing-set", Text("通知听证时间地点", "Announce the hearing"), "hearing", "hold_hearing",
        lambda s: is_accepted(s) and bool(s.course.hearing.asked) and not s.course.hearing.held,
        _set, Text("听证通知已发出。", "Announced."), "HearingSet", _set_fields,
    ),
    Deed(
        "hearing-hold", Text("记录听证笔录", "Record the hearing"), "hearing", "hold_hearing",
        _is_set, _hold, Text("听证笔录已记录，期限恢复计算。", "Recorded; the clock runs again."),
        "HearingHeld", _record_fields,
    ),
)  # fmt: skip
