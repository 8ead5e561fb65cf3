"""From the goal to the form (填报): what the draft commands of the face are made of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tongban.cases import drafts, pledges, refusals
from tongban.cases.domain import fees, forms, inquiries
from tongban.cases.domain.answers import Checked, Note, check_all
from tongban.cases.domain.forms import Making
from tongban.cases.domain.parties import (
    CHOICE,
    LATER_KEY,
    NAME_KEY,
    PARTY_KEY,
    PLEDGE_KEY,
    WISH_KEY,
    candidates,
    name_key,
    number_key,
)
from tongban.cases.domain.wants import wanted_facts
from tongban.cases.gathering import IDENTITY, Gathered, gather
from tongban.cases.models import DraftRow
from tongban.cases.views import Attachment, Draft, Form
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactKind, FactRef
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.text import Text
from tongban.people import api as people
from tongban.policy.api import Goals, Plan

ONCE_ONLY = "国务院令第716号 第七条"
MISMATCH = Text(
    "姓名和号码对不上，请再核对。", "The name and the number do not belong together. Check both."
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draft with everything worked out from it (草稿推算): what was gathered, plan and form."""

    row: DraftRow
    book: Book
    goals: Goals
    gathered: Gathered
    plan: Plan
    form: Form
    related: Mapping[str, tuple[int, ...]]


def title_of(goal: tuple[str, ...], book: Book) -> Text:
    """Name a goal as the citizen knows it: the life event's title, or the services' names."""
    names = []
    for one in goal:
        event = book.events.get(one)
        names.append((event.title or event.name) if event else book.services[one].name)
    return Text("、".join(one.zh for one in names), ", ".join(one.in_("en") for one in names))


def views(rows: Sequence[DraftRow]) -> list[Draft]:
    """Show several drafts, their files in one query."""
    files = drafts.files_of_drafts([row.id for row in rows])
    return [view(row, files=files.get(row.id, ())) for row in rows]


def view(
    row: DraftRow,
    *,
    notes: Mapping[str, Note] | None = None,
    files: tuple[Attachment, ...] | None = None,
) -> Draft:
    """Show a draft as a value; `files` are its files where they have been read already."""
    book = catalogue.book(row.book_on)
    goal = tuple(row.goal)
    return Draft(
        id=row.id,
        applicant=row.applicant,
        goal=goal,
        title=title_of(goal, book),
        channel=row.channel,
        started_at=row.started_at,
        on=row.book_on,
        answers=dict(row.answers),
        numbers={key: pair[1] for key, pair in row.matters.items()},
        attachments=drafts.files_of_draft(row.id) if files is None else files,
        application=row.application if row.submitted_at else None,
        notes=dict(notes or {}),
    )


def purpose_of(row: DraftRow, title: Text) -> Purpose:
    """Say why a draft's facts are read."""
    return Purpose("application", str(row.id), ONCE_ONLY, f"为“{title.zh}”预填申请表")


def draw(row: DraftRow, *, actor: Actor, at: datetime) -> Drawn:
    """Gather, plan and make the form of a draft; two logged reads."""
    book = catalogue.book(row.book_on)
    goals = Goals.of(row.goal, book)
    shown = view(row)
    named = named_parties(row.answers)
    related = people.related(row.applicant)
    several = _several(related, book, goals, named)
    gathered = gather(
        row.applicant,
        book=book,
        goals=goals,
        purpose=purpose_of(row, shown.title),
        actor=actor,
        bindings=named | _picked(row.answers, several),
        answers={**_identities(row.answers, book), **row.answers},
        chosen=_chosen(row.answers),
        related=related,
        at=at,
    )
    today = time.city_date(at)
    planned, around = refusals.plan_around(
        row.applicant, goals, book, holdings=gathered.holdings, today=today
    )
    gathered = replace(gathered, holdings=around)
    form = forms.make(
        Making(
            draft=shown,
            plan=planned,
            book=book,
            goals=goals,
            holdings=gathered.holdings,
            today=today,
            statements=gathered.statements,
            choices=_choices(several),
            named=frozenset(named) - frozenset(_family(row.applicant, related, named)),
            barred=pledges.concerns(goals, book) and pledges.is_barred(row.applicant),
        )
    )
    form = replace(
        form,
        fees=tuple(fees.of_plan(planned, book, around, today)),
        offices=inquiries.offices(row.inquiries, book),
    )
    return Drawn(row, book, goals, gathered, planned, form, related)


def _chosen(answers: Mapping[str, Any]) -> dict[str, bool]:
    return {
        key.removeprefix(WISH_KEY): bool(value)
        for key, value in answers.items()
        if key.startswith(WISH_KEY)
    }


def _roles_named(answers: Mapping[str, Any]) -> list[str]:
    """Return the roles named by number and name."""
    return sorted(
        key.removeprefix(PARTY_KEY)
        for key, value in answers.items()
        if key.startswith(PARTY_KEY)
        and not key.endswith(NAME_KEY)
        and not str(value).startswith(CHOICE)
        and name_key(key.removeprefix(PARTY_KEY)) in answers
    )


def named_parties(answers: Mapping[str, Any]) -> dict[str, int]:
    """Bind the roles whose number and name were given.

    Somebody not registered yet gets a placeholder below zero until the draft is handed in.
    """
    bound: dict[str, int] = {}
    for place, role in enumerate(_roles_named(answers), start=1):
        party = people.find(answers[number_key(role)])
        bound[role] = party.id if party else -place
    return bound


def _picked(answers: Mapping[str, Any], several: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """Bind the roles for which one of several relatives was picked."""
    found: dict[str, int] = {}
    for role, candidates_ in several.items():
        said = str(answers.get(number_key(role), ""))
        for one in candidates_:
            if said == f"{CHOICE}{one}":
                found[role] = one
    return found


def _identities(answers: Mapping[str, Any], book: Book) -> dict[str, Any]:
    """Say number and name of the named as facts, so that neither is asked a second time."""
    found: dict[str, Any] = {}
    for role in _roles_named(answers):
        number, name = IDENTITY.get(_is(role, book), ("", ""))
        if number:
            found[f"{role}.{number}"] = answers[number_key(role)]
            found[f"{role}.{name}"] = answers[name_key(role)]
    return found


def _is(role: str, book: Book) -> str:
    defined = book.roles.get(role)
    return defined.is_ if defined else "person"


def _family(
    applicant: int, related: Mapping[str, tuple[int, ...]], named: Mapping[str, int]
) -> list[str]:
    """Return the named roles whose party is related already: their facts are family's."""
    known = {one for several in related.values() for one in several} | {applicant}
    return [role for role, party in named.items() if party in known]


def _several(
    related: Mapping[str, tuple[int, ...]], book: Book, goals: Goals, named: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    """Return the roles to which a relation leads to several, so that one must be picked."""
    found = {
        role: candidates(role, book, goals, related) for role in book.roles if role not in named
    }
    return {role: several for role, several in found.items() if len(several) > 1}


def _choices(several: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[tuple[str, Text], ...]]:
    """Say the answers that pick one of several, by name and masked number."""
    known = people.parties({one for some in several.values() for one in some})
    return {
        role: tuple(
            (f"{CHOICE}{one}", Text(f"{known[one].name} {known[one].masked or ''}".strip()))
            for one in some
            if one in known
        )
        for role, some in several.items()
    }


# Answers


def checked(row: DraftRow, answers: Mapping[str, Any]) -> Checked:
    """Judge answers to a draft: only what its goal can ask, in the form it is stored in."""
    book = catalogue.book(row.book_on)
    goals = Goals.of(row.goal, book)
    picks = {
        f"{CHOICE}{one}"
        for some in _several(people.related(row.applicant), book, goals, {}).values()
        for one in some
    }
    judged = check_all(answers, _askable(answers, book, goals, picks))
    mismatched = _mismatched({**row.answers, **judged.good})
    if any(key.startswith(PLEDGE_KEY) and value for key, value in judged.good.items()):
        mismatched |= pledges.barred_from(judged.good, row.applicant)
    if not mismatched:
        return judged
    good = {key: value for key, value in judged.good.items() if key not in mismatched}
    return Checked(good, judged.notes, {**judged.errors, **mismatched}, judged.cleared)


def _askable(
    answers: Mapping[str, Any], book: Book, goals: Goals, picks: Collection[str]
) -> dict[str, FactKind]:
    """Return the kinds of those refs that a form of this goal can ask."""
    wanted = wanted_facts(goals, book)
    kinds, roles = {ref.kind for ref in wanted}, {ref.role for ref in wanted} | set(book.roles)
    found: dict[str, FactKind] = {}
    for key in answers:
        ref = FactRef.read(key)
        if key.startswith(PARTY_KEY) and answers[key] in picks:
            found[key] = FactKind(key, Text("选定的人", "Whom you picked"))
        elif key.startswith(PARTY_KEY):
            special = _party_kind(key, book)
            if special is not None:
                found[key] = special
        elif key.startswith(WISH_KEY):
            if any(key == WISH_KEY + one.service for one in goals.wanted if not one.required):
                found[key] = FactKind(key, Text("是否办理", "Your choice"), type="bool")
        elif key.startswith((PLEDGE_KEY, LATER_KEY)):
            if _offers(key, book):
                found[key] = FactKind(key, Text("您的选择", "Your choice"), type="bool")
        elif ref.role in roles and ref.kind in kinds:
            found[key] = book.kind(ref.kind)
    return found


def _offers(key: str, book: Book) -> bool:
    """Whether the service of this choice offers it."""
    kind, _, service_id = key.removeprefix("@").partition(".")
    service = book.services.get(service_id)
    said = service.procedure if service else None
    return bool(said and (said.pledge if kind == "pledge" else said.tolerance))


def _party_kind(key: str, book: Book) -> FactKind | None:
    role = key.removeprefix(PARTY_KEY).removesuffix(NAME_KEY)
    if role not in book.roles:
        return None
    name = book.roles[role].name
    if key.endswith(NAME_KEY):
        return FactKind(key, Text(f"{name.zh}姓名(名称)", f"Name of {name.in_('en')}"))
    type_ = "uscc" if _is(role, book) == "company" else "idno"
    return FactKind(key, Text(f"{name.zh}证件号码", f"Number of {name.in_('en')}"), type=type_)


def _mismatched(answers: Mapping[str, Any]) -> dict[str, Text]:
    """Find named people whose name is not the one registered under the number."""
    wrong: dict[str, Text] = {}
    for role in _roles_named(answers):
        party = people.find(answers[number_key(role)])
        if party is not None and party.name and party.name != answers[name_key(role)]:
            wrong[name_key(role)] = MISMATCH
    return wrong
