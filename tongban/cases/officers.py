"""What an officer needs to decide (审批页): facts with sources, checks by rule, materials, result.

Every look at the facts is logged under the case, where the person it is about can see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tongban.cases import handling, noting, reading
from tongban.cases.domain import decisions, fees, results, words
from tongban.cases.domain.states import CaseState
from tongban.cases.domain.wants import licences_looked_at
from tongban.cases.entering import Opened
from tongban.cases.gathering import strangers
from tongban.cases.handling import service_of
from tongban.cases.reading import names_of
from tongban.cases.submitting import wanted_by
from tongban.cases.views import Case, CaseFact, CasePage, Check, MaterialLine, ResultField
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactRef, PublicService
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.people import api as people
from tongban.policy.api import Holdings, judge, judged


def facts_of(state: CaseState, *, purpose: Purpose, actor: Actor, at: datetime) -> list[CaseFact]:
    """Read the facts of a case with their sources, what a supplement changed marked."""
    book = catalogue.book(state.filed.book_on)
    found = handling.statements_of(state, purpose=purpose, actor=actor, at=at)
    values = {ref: one.value for ref, one in found.items()}
    before = _before(state, purpose=purpose, actor=actor, at=at)
    names = names_of(service_of(state), state.filed.bind, book)
    shown = [_stated(state, ref, one, book, before) for ref, one in found.items()]
    derived = handling.with_derived(state, values, book)
    shown += [_derived(ref, derived[ref], book) for ref in sorted(derived.keys() - values.keys())]
    hidden = _hidden(state, found, actor=actor, book=book)
    shown = [replace(one, **_UNSEEN) if one.ref in hidden else one for one in shown]
    order = {key: place for place, key in enumerate(names)}
    return sorted(shown, key=lambda one: (not one.changed, order.get(one.ref, len(order))))


_UNSEEN: dict[str, Any] = {"value": None, "was": None, "statement": None, "hidden": True}


def _hidden(
    state: CaseState,
    found: Mapping[FactRef, facts.Statement],
    *,
    actor: Actor,
    book: Book,
) -> set[str]:
    """Name the facts that the applicant's side may use and not see (他人信息不显示).

    Whoever names a stranger by number and name learns nothing about them: shown are the facts of
    the applicant and of their relatives, of whom the matter brings into being, and what was said
    on this form. Officers see everything the case rests on.
    """
    if actor.kind == "system" or (actor.kind == "officer" and actor.acting_for is None):
        return set()
    filed = state.filed
    others = strangers(filed.parties, filed.applicant, book)
    if not others:
        return set()
    said = {
        ref
        for ref, one in found.items()
        if one.source.case == filed.application and one.source.kind in (*facts.SAID, "account")
    }
    every = found.keys() | wanted_by(service_of(state), filed.bind, book)
    return {str(ref) for ref in every - said if ref.role in others}


def _before(state: CaseState, *, purpose: Purpose, actor: Actor, at: datetime) -> dict[str, Any]:
    """Read the values that supplements took the place of; of several, what stood there last."""
    was = {key: id_ for one in state.changed for key, id_ in one.was.items()}
    if not was:
        return {}
    found = facts.statements(was.values(), purpose=purpose, actor=actor, at=at)
    return {key: found[id_].value for key, id_ in was.items() if id_ in found}


def _stated(
    state: CaseState,
    ref: FactRef,
    one: facts.Statement,
    book: Book,
    before: Mapping[str, Any],
) -> CaseFact:
    kind = book.kind(ref.kind)
    key = str(ref)
    source = one.source.licence_kind or one.source.kind
    said = words.SAID_BY_APPLICANT if source in facts.SAID else words.source_words(source, book)
    return CaseFact(
        ref=key,
        kind=kind,
        role=book.role_name(ref.role),
        value=one.value,
        source=source,
        source_words=said,
        statement=one.id,
        recorded_at=one.recorded_at,
        disputed=one.disputed,
        changed=any(key in one.statements for one in state.changed),
        was=before.get(key),
    )


def _derived(ref: FactRef, value: Any, book: Book) -> CaseFact:
    kind = book.kind(ref.kind)
    said = words.source_words("derived", book)
    return CaseFact(str(ref), kind, book.role_name(ref.role), value, "derived", said, None, None)


# The officer's page


def holdings_of(state: CaseState, *, actor: Actor, at: datetime) -> Holdings:
    """Return all that a case rests on, with the licences of its parties; the reads are logged."""
    purpose = handling.purpose_of(state)
    read = facts_of(state, purpose=purpose, actor=actor, at=at)
    return _holdings(state, read, _held(state, purpose=purpose, actor=actor, at=at))


def _holdings(
    state: CaseState, read: Sequence[CaseFact], held: frozenset[tuple[str, str]]
) -> Holdings:
    values = {FactRef.read(one.ref): one.value for one in read}
    book = catalogue.book(state.filed.book_on)
    derived = handling.with_derived(state, values, book, licences=held)
    return Holdings(facts=derived, licences=held, parties=state.filed.parties)


def page(opened: Opened, *, at: datetime) -> CasePage:
    """Show everything an officer needs to decide; the reads are logged."""
    state, log, actor = opened.state, opened.log, opened.reader
    filed, book = state.filed, catalogue.book(state.filed.book_on)
    service = service_of(state)
    shown = reading.case(opened.stream, state, at=at, filed_at=log[0].at)
    applicant = people.party(filed.applicant)
    purpose = handling.purpose_of(state)
    read = facts_of(state, purpose=purpose, actor=actor, at=at)
    held = _held(state, purpose=purpose, actor=actor, at=at)
    holdings = _holdings(state, read, held)
    remedy = decisions.propose_remedy(time.city_date(at), act=filed.act)
    return CasePage(
        case=shown,
        applicant_name=applicant.name,
        applicant=applicant,
        facts=tuple(read),
        checks=tuple(checks(state, service, holdings, book)),
        materials=tuple(_materials(state, service, shown, holdings, book)),
        timeline=tuple(
            reading.timeline(log, state, reader=actor, called={applicant.id: applicant.name})
        ),
        enter=tuple(_enter(service, state, book)),
        remedy=remedy.words,
        remedy_until=remedy.until,
        fee=fees.of_case(filed, service, book, holdings),
        notes=noting.of_case(opened.stream),
    )


def _held(
    state: CaseState, *, purpose: Purpose, actor: Actor, at: datetime
) -> frozenset[tuple[str, str]]:
    """Return the licences of the case's parties that are valid, by role."""
    parties, today = state.filed.parties, time.city_date(at)
    kinds = licences_looked_at(service_of(state), catalogue.book(state.filed.book_on))
    found = licences.held_by(
        sorted(set(parties.values())), kinds=kinds, purpose=purpose, actor=actor, at=at
    )
    valid = [(one.holder, one.kind) for one in found if one.state_on(today) == "valid"]
    return frozenset(
        (role, kind) for role, party in parties.items() for holder, kind in valid if holder == party
    )


def checks(
    state: CaseState,
    service: PublicService,
    holdings: Holdings,
    book: Book,
) -> list[Check]:
    """Judge the requirements: met or unmet by rule, or left to the officer.

    Of requirements of which one suffices, the unmet ones no longer matter once one is met.
    """
    found: list[Check] = []
    for one in service.requirements:
        if one.test is None:
            found.append(Check(one.no, one.text, "info", by_rule=False))
            continue
        verdict = judged(one.test, holdings, book, state.filed.bind, state.filed.on)
        said = {True: "met", False: "unmet", None: "officer"}[verdict.value]
        because = tuple(dict.fromkeys(str(leaf.ref) for leaf in verdict.because if leaf.ref))
        found.append(Check(one.no, one.text, said, verdict.value is not None, because))
    enough = {
        one.any_group
        for one, check in zip(service.requirements, found, strict=True)
        if one.any_group and check.verdict == "met"
    }
    return [
        Check(check.no, check.text, "info", check.by_rule, check.because)
        if one.any_group in enough and check.verdict != "met"
        else check
        for one, check in zip(service.requirements, found, strict=True)
    ]


def met_by_rule(state: CaseState, *, at: datetime) -> tuple[str, ...] | None:
    """Say how rules alone find every requirement met, None where they cannot or do not.

    Only what registers, agencies and licences state is looked at, and what the service takes the
    applicant's own word for: the rest is an officer's to weigh, and so is a requirement without
    a test.
    """
    service, book = service_of(state), catalogue.book(state.filed.book_on)
    purpose = handling.purpose_of(state)
    found = handling.statements_of(state, purpose=purpose, actor=SYSTEM, at=at)
    trusts = service.procedure.trusts
    values = {ref: one.value for ref, one in found.items() if one.is_held or ref.kind in trusts}
    held = _held(state, purpose=purpose, actor=SYSTEM, at=at)
    derived = handling.with_derived(state, values, book, licences=held)
    holdings = Holdings(facts=derived, licences=held, parties=state.filed.parties)
    judged_ = checks(state, service, holdings, book)
    pairs = list(zip(service.requirements, judged_, strict=True))
    enough = {one.any_group for one, check in pairs if one.any_group and check.verdict == "met"}
    settled = all(check.verdict == "met" or one.any_group in enough for one, check in pairs)
    if not pairs or not settled:
        return None
    names = names_of(service, state.filed.bind, book)
    return tuple(_sentence(check, names) for _, check in pairs if check.verdict == "met")


def _sentence(check: Check, names: Mapping[str, Text]) -> str:
    because = "、".join(names[ref].zh for ref in check.because if ref in names)
    return f"{check.text.zh}：符合（{because}）" if because else f"{check.text.zh}：符合"


def _materials(
    state: CaseState,
    service: PublicService,
    shown: Case,
    holdings: Holdings,
    book: Book,
) -> list[MaterialLine]:
    """List the materials that apply: found with the government, made by us, or handed in."""
    bind, lines = state.filed.bind, []
    for one in service.materials:
        files = tuple(
            file for file in shown.attachments if file.material_no == one.no and not file.ref
        )
        there = one.is_held and all(
            (bind.get(role, role), one.licence) in holdings.licences for role in one.of
        )
        applies = judge(one.when, holdings, book, bind, state.filed.on) is not False
        if not (applies and one.required) and not files and not there:
            continue
        made = "generated" if one.kind == "form" else "asked"
        lines.append(
            MaterialLine(
                service=service.id,
                no=one.no,
                name=one.name,
                state="found" if there else made,
                required=one.required,
                source=words.source_words(one.licence or "register", book) if there else None,
                when=one.when_text,
                attachments=files,
            )
        )
    return lines


def _enter(service: PublicService, state: CaseState, book: Book) -> list[ResultField]:
    if not state.status.is_open:
        return []
    of = service.output.of
    role = state.filed.bind.get(of, of)
    return [
        ResultField(kind, f"{role}.{kind.id}", kind.name)
        for kind_id in results.entered_by_officer(service.output)
        for kind in [book.kind(kind_id)]
    ]
