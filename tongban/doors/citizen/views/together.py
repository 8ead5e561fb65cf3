"""With others, and again (共同申请与后续): confirming an application, renewing a licence."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.cases import api as cases
from tongban.cases.domain.acts import BY_HOLDER, CANCELLATION, CHANGE, RENEWAL, WORDS
from tongban.cases.views import CaseFact
from tongban.doors.citizen.views import actor, own_purpose, problem_words
from tongban.doors.citizen.views.own import card_of
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import Field, errors_of, field_of, read
from tongban.kernel.problems import Problem
from tongban.licences import api as licences

BOTH = ["GET", "POST"]


@signed_in
@require_http_methods(BOTH)
def confirm(request: HttpRequest, confirmation: int) -> HttpResponse:
    """Show exactly what one confirms, and take the answer: yes, or no with a reason."""
    who = actor(request)
    found = cases.confirmation(confirmation, actor=who)
    reason = request.POST.get("reason", "").strip()
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "decline":
                cases.decline(confirmation, reason=reason, actor=who)
            else:
                cases.confirm(confirmation, actor=who)
        except Problem as problem:
            error = problem_words(problem)
        else:
            return redirect("citizen:confirm", confirmation=confirmation)
    field = Field("reason", _("为什么不同意"), "text", value=reason, error=error, required=False)
    context = {"one": found, "field": field, "errors": errors_of([field])}
    return render(request, "citizen/confirm.html", context, status=400 if error else 200)


@signed_in
@require_http_methods(BOTH)
def follow(request: HttpRequest, licence: int, act: str) -> HttpResponse:
    """Apply for the renewal, the change or the cancellation of a licence (延续、变更、注销)."""
    if act not in BY_HOLDER:
        raise Http404
    card, found = card_of(request, licence)
    facts = _changeable(request, found) if act == CHANGE else []
    fields, error = _fields(act, request, facts), ""
    if request.method == "POST":
        answers = {
            one.ref: value
            for one in facts
            if (value := read(one.kind, request.POST, one.ref)) is not None
            and str(value) != str(one.value)
        }
        reason = request.POST.get("reason", "").strip()
        try:
            made = cases.renew(
                licence, act=act, actor=actor(request), answers=answers, reason=reason
            )
        except Problem as problem:
            error = problem_words(problem)
        else:
            return redirect("citizen:case", number=made.number)
    context = {
        "card": card, "licence": found, "act": act, "word": WORDS[act], "fields": fields,
        "lead": _lead(act), "errors": [("#main", error)] if error else [],
    }  # fmt: skip
    return render(request, "citizen/follow.html", context, status=400 if error else 200)


def _changeable(request: HttpRequest, found: licences.Licence) -> list[CaseFact]:
    """List what the applicant said in the case that issued it; held facts change at their source."""
    if found.case is None:
        return []
    purpose = own_purpose("本人申请变更证照")
    facts = cases.facts_of(found.case, actor=actor(request), purpose=purpose)
    return [one for one in facts if one.is_said and one.kind.type != "file"]


def _fields(act: str, request: HttpRequest, facts: list[CaseFact]) -> list[Field]:
    typed = request.method == "POST"
    made = [
        field_of(
            one.kind,
            name=one.ref,
            label=one.kind.name,
            value=read(one.kind, request.POST, one.ref) if typed else one.value,
            required=False,
        )
        for one in facts
    ]
    why = Field(
        "reason", _("理由"), "text", value=request.POST.get("reason", ""), required=act != RENEWAL
    )
    return [*made, why]


def _lead(act: str) -> str:
    return {
        RENEWAL: _(
            "沿用原来的信息，不用再交材料。到期三十日前提出的，到期还没有决定就算准予延续。"
        ),
        CHANGE: _("改要改的那几项，别的不动。批准后换发新证，旧证作废。"),
        CANCELLATION: _("注销后这张证照不能再用。"),
    }[act]
