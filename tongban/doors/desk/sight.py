"""What an officer sees of a case before acting (案头): the case, its branches, the powers of the post.

Every deed asks it whether it is possible now, so that nothing is offered that the law, or the
post, would refuse.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tongban.agencies import api as agencies
from tongban.agencies.domain import duties
from tongban.cases import api as cases
from tongban.cases.domain import acts
from tongban.cases.domain.branches import OBJECT, PART
from tongban.cases.domain.clocks import HEARING_ASK_DAYS
from tongban.cases.domain.courses import Course
from tongban.cases.views import Case, CaseFact, CasePage, MaterialLine
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.desk import costs
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text

OPEN = ("filed", "accepted", "supplement")


@dataclass(frozen=True)
class Sight:
    """A case under an officer's eyes (案头): `seen` is the version they looked at."""

    opened: cases.Opened
    page: CasePage
    branches: tuple[cases.BranchView, ...]
    actor: Actor
    today: date
    seen: int | None = None

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.page.case

    @property
    def course(self) -> Course:
        """What happened beside its steps."""
        return self.case.course

    @property
    def by(self) -> dict[str, Any]:
        """Who acts, on which version: what every deed hands to the face."""
        return {"actor": self.actor, "expected": self.seen}

    @cached_property
    def cost(self) -> costs.Line | None:
        """What is to pay for it, and whether it came."""
        return costs.line(self.case.number)

    @cached_property
    def book(self) -> Book:
        """The definitions of today."""
        return catalogue.book()

    def may(self, act: str, agency: str = "") -> bool:
        """Whether a post of the officer's allows the act in the case's agency, or in another."""
        return bool(duties.judge(self.opened.held, act=act, agency=agency or self.case.agency))

    def is_(self, *statuses: str) -> bool:
        """Whether the case stands at one of these steps."""
        return self.case.status in statuses

    @property
    def is_open(self) -> bool:
        """Whether a decision is still to come."""
        return self.is_(*OPEN)

    @property
    def is_reconsideration(self) -> bool:
        """Whether it is about another decision (行政复议)."""
        return self.case.act == acts.RECONSIDERATION

    @property
    def ours(self) -> tuple[cases.BranchView, ...]:
        """The open branches that wait for the officer's own agency."""
        return tuple(one for one in self.branches if one.open and self.may("advise", one.agency))

    @cached_property
    def draws(self) -> tuple[cases.DrawView, ...]:
        """The draws of the case, each checked anew."""
        return cases.draws_of(self.opened, actor=self.actor)

    @cached_property
    def ahead(self) -> str | None:
        """The number of the case whose turn it is before this one."""
        if not self.may("claim") or not self.is_open:
            return None
        return cases.ahead_of(self.case.id, actor=self.actor)

    # What the applicant may be asked for

    @property
    def askable(self) -> list[CaseFact]:
        """What the applicant said: the government's own facts are left out (国务院令第716号 第七条).

        After a notice only what it named can be asked again (许可法 第三十二条).
        """
        named = self._named
        facts = (each for each in self.page.facts if each.is_said)
        return [each for each in facts if named is None or each.ref in named]

    @property
    def wanted(self) -> list[MaterialLine]:
        """The materials the applicant hands in, under the same rules."""
        named = self._named
        asked = (each for each in self.page.materials if each.state == "asked")
        return [each for each in asked if named is None or f"material:{each.no}" in named]

    @property
    def _named(self) -> set[str] | None:
        case = self.case
        if not case.rounds or len(case.rounds) < case.terms.rounds:
            return None
        return set(case.rounds[0].gaps)

    # What stands in the way of a decision

    def hindered(self, *, grants: bool = True) -> list[Text]:
        """Say what has to happen before a decision, or before a grant."""
        return [*self._undecided(), *(self._ungrantable() if grants else ())]

    def _undecided(self) -> Iterator[Text]:
        waits = [each.agency_name for each in self.branches if each.open]
        if waits:
            yield Text(
                f"还在等{'、'.join(one.zh for one in waits)}反馈。",
                f"Waiting for {', '.join(one.in_('en') for one in waits)}.",
            )
        hearing = self.course.hearing
        if hearing.asked and not hearing.held:
            yield Text("申请人要求听证，听证之后才能决定。", "The hearing has to be held first.")
        elif hearing.offered and not hearing.asked and not self._hearing_over():
            yield Text(
                f"申请人还在 {HEARING_ASK_DAYS} 日的听证申请期内。",
                f"The applicant has {HEARING_ASK_DAYS} days to ask for a hearing.",
            )
        asked = self.case.terms.inspectors
        signed = len(self.course.signed | {self.actor.id})
        if asked > signed:
            yield Text(
                f"要 {asked} 人签署意见，算上您才 {signed} 人。",
                f"{asked} officers have to sign; with you there are {signed}.",
            )

    def _hearing_over(self) -> bool:
        told = self.course.hearing.offered
        return told is None or self.today > agencies.calendar().add(told.on, HEARING_ASK_DAYS)

    def _ungrantable(self) -> Iterator[Text]:
        if self.case.lacking:
            names = "、".join(one.zh for one in self.lacking_names)
            yield Text(f"容缺材料还没有补齐：{names}。", "What was to follow has not come yet.")

    @property
    def lacking_names(self) -> list[Text]:
        """What was to follow the acceptance and has not come (容缺材料)."""
        return [
            one.name
            for one in self.case.service.materials
            if f"material:{one.no}" in self.case.lacking
        ]

    @property
    def part_refused(self) -> bool:
        """Whether an agency refused its own part, so that the whole cannot be granted."""
        return any(one.kind == PART and one.outcome == OBJECT for one in self.branches)


def of(opened: cases.Opened, *, today: date, seen: int | None = None) -> Sight:
    """Look at an opened case with its officer's eyes."""
    actor = opened.reader
    page, found = cases.page(opened, actor=actor), cases.branches_of(opened, actor=actor)
    return Sight(opened, page, found, actor, today, seen)
