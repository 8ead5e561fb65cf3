"""The form of a draft as fields (表单): what is asked on a page, and what was typed read back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tongban.cases.views import Form, MaterialLine, Offer, PartyToName, Question
from tongban.doors.shared import words
from tongban.doors.shared.fields import Choice, Field, field_of, read
from tongban.doors.shared.words import SPACE
from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Upload:
    """A material to hand in as the page shows it, with the files already there."""

    field: Field
    attachments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Set:
    """Fields that belong together under one title."""

    title: str
    fields: tuple[Field, ...] = ()
    uploads: tuple[Upload, ...] = ()


@dataclass(slots=True)
class Typed:
    """What came back from a form: answers by ref, errors by ref."""

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def question_field(question: Question, typed: Typed | None = None) -> Field:
    """Make the field of a question with what was typed, else what is already answered."""
    value = question.answer
    if typed and question.ref in typed.answers:
        value = typed.answers[question.ref]
    made = field_of(
        question.kind,
        name=question.ref,
        label=question.label,
        value=value,
        error=typed.errors.get(question.ref) if typed else None,
        required=question.required,
    )
    return replace(made, hint=words.said(question.hint) or made.hint)


def party_fields(party: PartyToName, typed: Typed | None = None) -> list[Field]:
    """Make the fields that name somebody: a choice of relatives, or the number and the name."""
    if party.choices:
        return [_retyped(_choice(party), typed)]
    kinds = {"person": "idno", "company": "uscc"}
    labels = {"person": _("身份证号"), "company": _("统一社会信用代码")}
    name = words.said(party.role_name)
    made = [
        Field(
            name=party.number_key,
            label=f"{name}{SPACE}{labels.get(party.is_, _('编号'))}",
            type=kinds.get(party.is_, "string"),
            value=party.number or "",
            required=party.required,
        )
    ]
    if party.name_key:
        made.append(
            Field(
                name=party.name_key,
                label=f"{name}{SPACE}{_('姓名') if party.is_ == 'person' else _('名称')}",
                type="string",
                value=party.given_name or "",
                required=party.required,
            )
        )
    return [_retyped(each, typed) for each in made]


def _choice(party: PartyToName) -> Field:
    return Field(
        name=party.number_key,
        label=_("是哪一位%(role)s？") % {"role": words.said(party.role_name)},
        type="enum",
        required=party.required,
        choices=tuple(
            Choice(value, words.said(said), value == party.number) for value, said in party.choices
        ),
    )


def upload_field(line: MaterialLine, service_name: str, typed: Typed | None = None) -> Upload:
    """Make the field that takes a material."""
    key = f"{line.service}:{line.no}"
    made = Field(
        name=key,
        label=words.said(line.name),
        type="file",
        hint=SPACE.join(filter(None, (service_name, words.said(line.when)))),
        error=typed.errors.get(key, "") if typed else "",
        required=line.state == "asked" and line.required,
    )
    return Upload(made, line.attachments)


def question_upload(question: Question, typed: Typed | None = None) -> Upload:
    """Make the field of a fact that is a file, with the file already there."""
    there = (question.attachment,) if question.attachment else ()
    return Upload(question_field(question, typed), there)


def read_questions(questions: Iterable[Question], post: QueryDict) -> dict[str, Any]:
    """Read the answers a page may contain; what the page did not show is left alone."""
    return {
        q.ref: read(q.kind, post, q.ref)
        for q in questions
        if q.kind.type != "file" and f"asked:{q.ref}" in post
    }


def read_offers(offers: Iterable[Offer], post: QueryDict) -> dict[str, Any]:
    """Read whether a material is pledged or comes later, where the page asked."""
    return {one.ref: one.ref in post for one in offers if f"asked:{one.ref}" in post}


def read_parties(parties: Iterable[PartyToName], post: QueryDict) -> dict[str, Any]:
    """Read who was named."""
    keys = [key for p in parties for key in (p.number_key, p.name_key) if key]
    return {key: post.get(key, "").strip() or None for key in keys if key in post}


def errors_said(errors: Mapping[str, Text]) -> dict[str, str]:
    """Say the errors of the face in the reader's language."""
    return {ref: words.said(error) for ref, error in errors.items()}


def unanswered(form: Form) -> dict[str, str]:
    """Say for every ref that is still open what to do about it."""
    labels = {q.ref: words.said(q.label) for q in questions(form)}
    parties = {key for p in form.parties for key in (p.number_key, p.name_key)}
    said = {}
    for ref in form.missing:
        if ref in parties:
            said[ref] = _("还没有写明这个人或单位。")
        elif ref in labels:
            said[ref] = _("“%(name)s”还没有填。") % {"name": labels[ref]}
        else:
            said[ref] = _("这份材料还没有交。")
    return said


def questions(form: Form) -> list[Question]:
    """List every question of a form: those that decide, then the groups."""
    return [*form.deciding, *(q for group in form.groups for q in group.questions)]


def _retyped(made: Field, typed: Typed | None) -> Field:
    if typed is None:
        return made
    value = typed.answers.get(made.name, made.value)
    return replace(made, value=value or "", error=typed.errors.get(made.name, ""))
