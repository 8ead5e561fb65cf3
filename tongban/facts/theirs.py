"""Whose data it is (本人或其代办人): the person, who may act for them, a clerk at their side."""

from datetime import datetime

from tongban.agencies import api as agencies
from tongban.facts.domain.problems import NotTheirs
from tongban.kernel.actors import Actor
from tongban.people import api as people


def check_theirs(subject: int, actor: Actor, at: datetime) -> None:
    """Raise NotTheirs unless the actor may dispute, correct or erase for this subject."""
    if actor.kind == "officer" and actor.acting_for == subject:
        if agencies.may(actor, "fill", agency=None):
            return
        raise NotTheirs
    if actor.kind != "person" or not people.may_act_for(actor.id, subject, at=at):
        raise NotTheirs
