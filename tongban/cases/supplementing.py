"""Asking for what is missing, and its answer (补正): what may be asked, and the difference."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.cases import drafts, files, handling
from tongban.cases.domain import arrivals, decisions, lacking
from tongban.cases.domain.answers import check_all
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.problems import HeldByGovernment, NotAsked, UnknownGap
from tongban.cases.domain.states import CaseState
from tongban.cases.gathering import strangers
from tongban.cases.problems import AnswersWrong
from tongban.cases.reading import MATERIAL
from tongban.cases.views import Upload
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import FactKind, FactRef
from tongban.facts import api as facts
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar


def listed(
    state: CaseState, *, actor: Actor, at: datetime
) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the service asks for at all, and what of it the government holds.

    A fact is held when a licence, a register or an earlier decision states it.
    """
    service, bind = handling.service_of(state), state.filed.bind
    needs = {str(one.ref.under(bind)) for one in service.needs}
    materials = {f"{MATERIAL}{one.no}": one for one in service.materials}
    found = handling.statements_of(state, purpose=handling.purpose_of(state), actor=actor, at=at)
    held = {str(ref) for ref, one in found.items() if one.is_held} | set(state.filed.derived)
    held |= {key for key, one in materials.items() if one.is_held or one.kind == "form"}
    stated = {str(ref) for ref in found}
    return frozenset(needs | stated | materials.keys()), frozenset(held)


def ensure_asked(
    state: CaseState, answers: Mapping[str, Any], *, actor: Actor, at: datetime
) -> None:
    """Raise unless the service asks for each of these, and the government holds none of them."""
    known, held = listed(state, actor=actor, at=at)
    if unknown := answers.keys() - known:
        raise UnknownGap("、".join(sorted(unknown)))
    if taken := answers.keys() & held:
        raise HeldByGovernment("、".join(sorted(taken)))


def supplement(
    stream: int,
    state: CaseState,
    *,
    answers: Mapping[str, Any],
    uploads: Sequence[Upload],
    actor: Actor,
    at: datetime,
) -> CaseState:
    """Check, record and append the answer to a notice, all or nothing."""
    keys = [*answers, *(_key(one) for one in uploads)]
    decisions.ensure_answerable(state, keys)
    if any(key.startswith(MATERIAL) for key in answers):
        raise NotAsked("、".join(key for key in answers if key.startswith(MATERIAL)))
    judged = check_all(answers, kinds_of(answers, state))
    if judged.errors:
        raise AnswersWrong(judged.errors)
    checked = [(one, files.check(one.name, one.content)) for one in uploads]
    with handling.telling_the_loser(stream), transaction.atomic():
        kept: dict[str, tuple[int, ...]] = {}
        values = dict(judged.good)
        for upload, file in checked:
            one = _keep(stream, state, upload, file, actor=actor, at=at)
            kept[_key(upload)] = (*kept.get(_key(upload), ()), one)
            if upload.ref:
                values[upload.ref] = str(one)
        statements = record(stream, state, values, actor, at)

        def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
            return decisions.supplement(now, statements=statements, attachments=kept, today=today)

        return handling.take(stream, state, step, actor=actor, at=at)


def _keep(
    stream: int,
    state: CaseState,
    upload: Upload,
    file: files.CheckedFile,
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Keep a file with its case; returns its id."""
    return drafts.keep(
        file,
        owner=state.filed.applicant,
        draft=None,
        case=stream,
        service=state.filed.service,
        material_no=upload.material_no,
        ref=upload.ref,
        actor=actor,
        at=at,
    ).id


def _key(upload: Upload) -> str:
    return upload.ref or f"{MATERIAL}{upload.material_no}"


def kinds_of(answers: Mapping[str, Any], state: CaseState) -> dict[str, FactKind]:
    """Return the kinds of the facts that are answered."""
    book = catalogue.book(state.filed.book_on)
    return {key: book.kind(FactRef.read(key).kind) for key in answers}


def record(
    stream: int, state: CaseState, values: Mapping[str, Any], actor: Actor, at: datetime
) -> dict[str, int]:
    """Record the answers as statements about whom they are about."""
    filed, parties = state.filed, state.filed.parties
    others = strangers(parties, filed.applicant, catalogue.book(filed.book_on))
    new = [
        facts.NewStatement(
            parties.get(FactRef.read(key).role, state.filed.applicant),
            FactRef.read(key).kind,
            value,
            facts.Source("other", case=filed.application)
            if FactRef.read(key).role in others
            else facts.Source("person", case=stream),
        )
        for key, value in values.items()
    ]
    return dict(zip(values, facts.record_all(new, actor=actor, at=at), strict=True))


def correct(
    stream: int, state: CaseState, *, answers: Mapping[str, Any], actor: Actor, at: datetime
) -> CaseState:
    """Check, record and append what is put right on the spot (当场更正)."""
    arrivals.ensure_correctable(state)
    judged = check_all(answers, kinds_of(answers, state))
    if judged.errors:
        raise AnswersWrong(judged.errors)
    ensure_asked(state, answers, actor=actor, at=at)
    with handling.telling_the_loser(stream), transaction.atomic():
        statements = record(stream, state, judged.good, actor, at)

        def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
            return arrivals.correct(now, statements=statements, officer=actor.id, today=today)

        return handling.take(stream, state, step, actor=actor, at=at)


def supply(
    stream: int, state: CaseState, *, uploads: Sequence[Upload], actor: Actor, at: datetime
) -> CaseState:
    """Keep and append what was lacking at the acceptance (补齐容缺材料)."""
    lacking.ensure_suppliable(state, dict.fromkeys(map(_key, uploads)))
    checked = [(one, files.check(one.name, one.content)) for one in uploads]
    with handling.telling_the_loser(stream), transaction.atomic():
        kept: dict[str, tuple[int, ...]] = {}
        for upload, file in checked:
            one = _keep(stream, state, upload, file, actor=actor, at=at)
            kept[_key(upload)] = (*kept.get(_key(upload), ()), one)

        def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
            return lacking.supply(now, attachments=kept, today=today)

        return handling.take(stream, state, step, actor=actor, at=at)
