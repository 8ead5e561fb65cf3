"""The inn of the village: an application that pledges or follows, brought to where a test begins."""

from datetime import timedelta

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.ledger import api as ledger

PLEDGE, LATER = "@pledge.COIN-INN", "@later.COIN-INN"


def days(number):
    return v.AT + timedelta(days=number)


def begin(village, answers=None, *, files=(1, 2), channel="web", applicant=None, actor=None):
    """A draft of the inn with its note, its choices and the files that are wanted."""
    who = applicant or village.mother
    actor = actor or village.me
    draft = cases.start(
        goal="COIN-INN", applicant=who.id, actor=actor, channel=channel, at=v.AT
    )  # fmt: skip
    said = {"applicant.note": "三间客房", **(answers or {})}
    cases.fill(draft.id, said, actor=actor, at=v.AT)
    for no in files:
        cases.attach(
            draft.id, service="COIN-INN", material_no=no, name="证明.png", content=v.PICTURE,
            actor=actor, at=v.AT,
        )  # fmt: skip
    return draft


def hand_in(village, answers=None, **more):
    """The inn's case, handed in."""
    draft = begin(village, answers, **more)
    actor = more.get("actor") or village.me
    return cases.submit(draft.id, actor=actor, at=v.AT).matters[0]


def grant(village, matter, at=None, **more):
    """Grant the inn: one officer signs, another decides."""
    at = at or v.AT
    cases.examine(matter.number, opinion="看过", agrees=True, actor=village.mate, at=at)
    return cases.decide(
        matter.number, outcome="granted", actor=village.officers["COIN"], at=at, **more
    )


def ring(at):
    """Let every clock ring that is due by then, as the worker does."""
    while ledger.due(at):
        pass
