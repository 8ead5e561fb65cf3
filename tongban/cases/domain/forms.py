"""The one form (一张表单): what decides first, what is held with its source, what is left to ask.

Built from the plan, which asks every fact once. An answer already given stays a question with
its answer, so that it can be changed; what the government holds is shown and never asked again
(国务院令第716号 第七条).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongban.cases.domain import offers
from tongban.cases.domain.answers import limit
from tongban.cases.domain.parties import name_key, number_key, wish_key
from tongban.cases.domain.wants import facts_in
from tongban.cases.domain.words import source_words
from tongban.cases.views import (
    Draft,
    Form,
    Group,
    Held,
    MaterialLine,
    Offer,
    PartyToName,
    Question,
)
from tongban.catalogue.domain.model import Book, FactKind, FactRef
from tongban.facts.domain.statements import Statement
from tongban.kernel.text import Text
from tongban.policy.domain.deriving import derive
from tongban.policy.domain.goals import Goals
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.plan import HeldFact, Optional_, Plan, PlannedMaterial
from tongban.policy.domain.situation import Situation

ASKED, FOUND, GENERATED, OPTIONAL = "asked", "found", "generated", "optional"


@dataclass(frozen=True, slots=True)
class Making:
    """Everything a form is made of (表单来源).

    `statements` stand behind held facts; `choices` are, for roles to which a relation leads
    to several parties, the answers that pick one; `named` are the roles whose party was named by number.
    `barred`: the applicant broke a pledge, so that none is offered.
    """

    draft: Draft
    plan: Plan
    book: Book
    goals: Goals
    holdings: Holdings
    today: date
    statements: Mapping[FactRef, Statement] = field(default_factory=dict)
    choices: Mapping[str, tuple[tuple[str, Text], ...]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    barred: bool = False


def make(making: Making) -> Form:
    """Make the form of a draft: a pure function of the plan and of what was found and said."""
    return _Maker(making).form()


class _Maker:
    """One form in the making."""

    def __init__(self, making: Making) -> None:
        self.of, self.book, self.plan = making, making.book, making.plan
        self.casting = Situation(making.goals, making.book, making.holdings, making.today).casting
        self.said = self._said()

    def form(self) -> Form:
        deciding = (*self._wishes(), *self._deciding())
        shown = {question.ref for question in deciding}
        asked = [one for one in self._asked() if one.ref not in shown]
        materials = tuple(map(self._relieved, (*self._materials(), *self._optional_materials())))
        parties = self._parties()
        return Form(
            draft=self.of.draft,
            plan=self.plan,
            deciding=deciding,
            held=tuple(self._held()),
            groups=self._groups(asked),
            materials=materials,
            parties=parties,
            missing=tuple(_missing((*deciding, *asked), materials, parties)),
            offers=tuple(self._offers()),
        )

    def _offers(self) -> Iterator[Offer]:
        """Yield what may be pledged, or handed in later, of the services of the plan."""
        for service in dict.fromkeys(one.service for one in self.plan.services):
            yield from offers.offers(
                self.book.services[service], self.of.draft.answers, barred=self.of.barred
            )

    def _relieved(self, line: MaterialLine) -> MaterialLine:
        service = self.book.services.get(line.service.partition("@")[0])
        if service is None:
            return line
        return offers.relieve(line, service, self.of.draft.answers, barred=self.of.barred)

    def _said(self) -> dict[FactRef, Any]:
        """Answers by the plan's own roles; what the government holds is no answer."""
        said = {}
        for key, value in self.of.draft.answers.items():
            ref = FactRef.read(key)
            if not key.startswith("@") and self._source(ref) == "person":
                said[FactRef(self.casting.of(ref.role), ref.kind)] = value
        return said

    def _source(self, ref: FactRef) -> str | None:
        return self.of.holdings.sources.get(ref)

    # -- questions -----------------------------------------------------------------------------

    def _deciding(self) -> Iterator[Question]:
        """Yield what decides: open, or answered and still the ground of a choice."""
        open_ = {one.ref: one.services for one in self.plan.deciding}
        for wanted in self.of.goals.wanted:
            if wanted.required:
                continue
            for ref in facts_in(wanted.when, self.book):
                one = FactRef(self.casting.of(ref.role), ref.kind)
                if one in self.said:
                    open_.setdefault(one, (wanted.service,))
        for ref in sorted(open_):
            if self._is_for_person(ref):
                yield self._question(ref, open_[ref], required=True)

    def _is_for_person(self, ref: FactRef) -> bool:
        kind = self.book.kinds.get(ref.kind)
        return kind is None or kind.how != "official"

    def _wishes(self) -> Iterator[Question]:
        """Yield the optional services that are the person's own choice."""
        for one in self.plan.optional:
            if one.material is not None:
                continue
            decidable = any(self._is_for_person(ref) for ref in one.facts)
            is_choice = one.included is None and not decidable
            if is_choice or one.service in self.of.holdings.chosen:
                yield self._wish(one)

    def _wish(self, one: Optional_) -> Question:
        service = self.book.services[one.service]
        name = service.name
        label = Text(f"要一起办“{name.zh}”吗？", f"Include “{name.in_('en')}”?")
        kind = FactKind("@want", name, type="bool", question=label)
        return Question(
            ref=wish_key(one.service),
            kind=kind,
            role="applicant",
            label=label,
            hint=one.trigger if one.trigger.zh else None,
            required=True,
            limit=limit(kind),
            services=(one.service,),
            answer=self.of.holdings.chosen.get(one.service),
        )

    def _asked(self) -> Iterator[Question]:
        """Yield what only the person can say: still open, or answered on this form."""
        for asked in self.plan.asked:
            if self._is_for_person(asked.ref):
                yield self._question(asked.ref, asked.services, name=asked.name)
        open_ = {asked.ref for asked in self.plan.asked}
        for held in self.plan.held:
            if held.ref in self.said and held.ref not in open_:
                yield self._question(held.ref, held.services)

    def _question(
        self,
        ref: FactRef,
        services: tuple[str, ...],
        *,
        name: Text | None = None,
        required: bool | None = None,
    ) -> Question:
        kind = self.book.kinds.get(ref.kind) or FactKind(ref.kind, name or Text(ref.kind))
        files = [one for one in self.of.draft.attachments if one.ref == str(ref)]
        return Question(
            ref=str(ref),
            kind=kind,
            role=ref.role,
            label=kind.question or name or kind.name,
            hint=kind.hint,
            required=self._is_required(ref, services) if required is None else required,
            limit=limit(kind),
            services=services,
            answer=self.said.get(ref),
            attachment=files[-1] if files else None,
        )

    def _is_required(self, ref: FactRef, services: tuple[str, ...]) -> bool:
        """Whether a service cannot do without it: some need of it is required."""
        needs = [
            need
            for planned in self.plan.services
            if planned.key in services
            for need in self.book.services[planned.service].needs
            if need.ref.under(planned.bind) == ref
        ]
        return not needs or any(need.required for need in needs)

    def _groups(self, asked: list[Question]) -> tuple[Group, ...]:
        """Group by whom it is about: the applicant first, then as the vocabulary orders roles.

        Within a group in the order of the services' needs, whether answered or not: nothing
        moves while somebody fills it in.
        """
        needs = (
            need.ref.under(planned.bind)
            for planned in self.plan.services
            for need in self.book.services[planned.service].needs
        )
        place = {str(ref): i for i, ref in enumerate(dict.fromkeys(needs))}
        asked = sorted(asked, key=lambda one: place.get(one.ref, len(place)))
        order = ["applicant", *self.book.roles]
        roles = sorted(
            {one.role for one in asked},
            key=lambda r: (order.index(r) if r in order else len(order), r),
        )
        return tuple(
            Group(role, self.book.role_name(role), tuple(one for one in asked if one.role == role))
            for role in roles
        )

    # -- held ----------------------------------------------------------------------------------

    def _held(self) -> Iterator[Held]:
        for held in self.plan.held:
            if held.ref not in self.said:
                yield self._held_fact(held)

    def _held_fact(self, held: HeldFact) -> Held:
        statement = self.of.statements.get(held.ref)
        hidden = held.ref.role in self.of.named
        value = statement.value if statement else self.of.holdings.facts.get(held.ref)
        if value is None and held.produced_by is None:
            value = derive(held.ref, self.book, holdings=self.of.holdings, today=self.of.today)
        return Held(
            ref=str(held.ref),
            kind=self.book.kind(held.ref.kind),
            role=self.book.role_name(held.ref.role),
            value=None if hidden else value,
            source=held.source,
            source_words=self._where_from(held),
            services=held.services,
            statement=statement.id if statement and not hidden else None,
            disputed=bool(statement and statement.disputed),
            hidden=hidden,
        )

    def _where_from(self, held: HeldFact) -> Text:
        if held.produced_by is None or held.ref in self.of.statements:
            statement = self.of.statements.get(held.ref)
            if statement and statement.source.message and statement.source.holder:
                return self.book.agency_name(statement.source.holder)
            return source_words(held.source, self.book)
        key = held.produced_by.partition("@")[0]
        name = self.book.services[key].name
        return Text(f"“{name.zh}”办好后自动填入", f"Filled in once {name.in_('en')} is done")

    # -- materials and parties -----------------------------------------------------------------

    def _materials(self) -> Iterator[MaterialLine]:
        heaps = self.plan.materials
        for one in (*heaps.found, *heaps.generated, *heaps.asked):
            yield self._line(one, one.state, required=True)

    def _optional_materials(self) -> Iterator[MaterialLine]:
        """Yield optional materials that may apply and that the government does not hold."""
        for one in self.plan.optional:
            if one.material and one.material.state == ASKED and one.included is not False:
                state = ASKED if one.included else OPTIONAL
                yield self._line(one.material, state, required=bool(one.included), when=one.trigger)

    def _line(
        self, one: PlannedMaterial, state: str, *, required: bool, when: Text | None = None
    ) -> MaterialLine:
        files = tuple(
            file
            for file in self.of.draft.attachments
            if (file.service, file.material_no) == (one.service, one.no) and not file.ref
        )
        return MaterialLine(
            service=one.service,
            no=one.no,
            name=one.name,
            state=state,
            required=required,
            source=self._found_in(one) if state == FOUND else None,
            when=when if when and when.zh else None,
            attachments=files,
        )

    def _found_in(self, one: PlannedMaterial) -> Text:
        if one.produced_by:
            name = self.book.services[one.produced_by.partition("@")[0]].name
            return Text(f"“{name.zh}”办好后自动取得", f"From {name.in_('en')} once it is done")
        return source_words(one.source or "register", self.book)

    def _parties(self) -> tuple[PartyToName, ...]:
        roles = [*self.plan.unnamed, *(role for role in self.of.choices if self._plays(role))]
        answered = [role for role in sorted(self._answered()) if self._plays(role)]
        return tuple(self._party(role) for role in dict.fromkeys([*answered, *roles]))

    def _answered(self) -> set[str]:
        """Roles whose party was named or picked on this form."""
        answers = self.of.draft.answers
        picked = {role for role in self.of.choices if number_key(role) in answers}
        return picked | self.of.named

    def _plays(self, role: str) -> bool:
        """Whether somebody plays this role in a service of the plan."""
        return any(role in one.bind or role in one.bind.values() for one in self.plan.services)

    def _party(self, role: str) -> PartyToName:
        answers = self.of.draft.answers
        defined = self.book.roles.get(role)
        return PartyToName(
            role=role,
            role_name=self.book.role_name(role),
            is_=defined.is_ if defined else "person",
            required=True,
            number_key=number_key(role),
            name_key=name_key(role),
            number=answers.get(number_key(role)),
            given_name=answers.get(name_key(role)),
            bound=role in self.of.named or role in self.of.holdings.parties,
            choices=self.of.choices.get(role, ()),
        )


def _missing(
    questions: Iterable[Question],
    materials: Iterable[MaterialLine],
    parties: Iterable[PartyToName],
) -> Iterator[str]:
    """Yield the keys of everything still open, in the order of the form."""
    for party in parties:
        if party.required and not party.bound:
            yield party.number_key if party.number is None else party.name_key
    for question in questions:
        if question.required and question.answer is None:
            yield question.ref
    for line in materials:
        if line.state == ASKED and line.required and not line.attachments:
            yield f"{line.service}:{line.no}"


def attachment_asked(form: Form, service: str, material_no: int, ref: str) -> bool:
    """Whether the form asks for a file here: a material to hand in, or a fact of type file."""
    if ref:
        questions = (*form.deciding, *(one for group in form.groups for one in group.questions))
        return any(one.ref == ref and one.kind.type in ("file", "sign") for one in questions)
    return any(
        (line.service, line.no) == (service, material_no) and line.state in (ASKED, OPTIONAL)
        for line in form.materials
    )
