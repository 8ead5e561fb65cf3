"""How a case stands without what it is about (进度): for where it was received or is fetched.

Whoever hands a case on, or hands its result over, needs its step, its days and its outcome; why,
on what facts and in whose words is between the applicant and the agency that decides
(个人信息保护法 第六条).
"""

from collections.abc import Iterable
from dataclasses import replace

from tongban.cases.domain.courses import Course
from tongban.cases.views import Case, DecisionView, Moment


def of_case(shown: Case) -> Case:
    """Leave of a case its number, its step, its clocks and its outcome."""
    made = shown.decision
    return replace(
        shown,
        bind={},
        notice=None,
        rounds=(),
        decision=made and _outcome(made),
        attachments=(),
        course=Course(delivered=shown.course.delivered),
        pledged=(),
        lacking=(),
        offered=None,
    )


def _outcome(made: DecisionView) -> DecisionView:
    return DecisionView(
        made.outcome, made.on, made.by, "", None, None, (), made.licence, deemed=made.deemed
    )


def of_timeline(moments: Iterable[Moment]) -> list[Moment]:
    """Leave of a timeline what happened when, and which agency did it."""
    return [replace(one, detail=None, who=one.who if one.agency else "") for one in moments]
