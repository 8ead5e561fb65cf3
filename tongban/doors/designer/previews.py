"""A draft as people would see it (预览): the guide, the form on a phone, the picture with its clocks.

What is shown are the citizen's own pages, asked for through their addresses while the proposed
definitions stand in place of those in force. The form is that of somebody nobody knows: a person
made up for it, in a transaction that is taken back whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from csp.decorators import csp_replace
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import DESIGNER, SUPERVISOR
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.doors.designer import pictures
from tongban.doors.shared.officers import StaffRequest, post
from tongban.kernel.actors import SYSTEM
from tongban.kernel.problems import Problem
from tongban.people import api as people

GUIDE, FORM = "guide", "form"


@require_safe
@post(DESIGNER, SUPERVISOR)
def one(request: StaffRequest, draft: int, service: str) -> HttpResponse:
    """Show the previews of a service beside each other, each in the frame of a phone."""
    proposed = _proposed(draft, request)
    if proposed is None:
        return redirect("designer:draft", draft=draft)
    found = proposed.book.services.get(service)
    if found is None:
        raise Http404
    context = {
        "seat": request.seat,
        "draft": draft,
        "service": found,
        "picture": pictures.of_service(found),
        "frames": [
            (_("办事指南"), reverse("designer:frame", args=[draft, service, GUIDE])),
            (_("表单"), reverse("designer:frame", args=[draft, service, FORM])),
        ],
    }
    return render(request, "designer/preview.html", context)


@csp_replace({"frame-ancestors": ["'self'"]})
@require_safe
@post(DESIGNER, SUPERVISOR)
def frame(request: StaffRequest, draft: int, service: str, what: str) -> HttpResponse:
    """Show one of the citizen's pages as the draft would make it."""
    proposed = _proposed(draft, request)
    if proposed is None or service not in proposed.book.services or what not in (GUIDE, FORM):
        raise Http404
    with catalogue.as_if(proposed.book):
        if what == GUIDE:
            return _shown(request, reverse("citizen:service", args=[service]), None)
        with _nobody() as (account, party):
            who = people.actor_of(account)
            begun = cases.start(goal=service, applicant=party, actor=who)
            address = reverse("citizen:ask", kwargs={"draft": begun.id})
            return _shown(request, address, account)


def _proposed(draft: int, request: StaffRequest) -> catalogue.Proposed | None:
    """Compile what the draft proposes; nothing where it cannot stand yet."""
    try:
        return catalogue.proposed_by_draft(draft, actor=request.seat.actor())
    except catalogue.UnknownDraft:
        raise Http404 from None
    except Problem:
        return None


@contextmanager
def _nobody() -> Iterator[tuple[Any, int]]:
    """Make up a person without papers, and take everything back afterwards."""
    with transaction.atomic():
        party = people.register(name=_("试看的人"), actor=SYSTEM)
        yield people.open_account(party.id, actor=SYSTEM), party.id
        transaction.set_rollback(True)


def _shown(request: StaffRequest, address: str, account: Any) -> HttpResponse:
    """Ask for a page of the portal by its address, as somebody else would."""
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", address, address
    asked.META = {**request.META, "QUERY_STRING": ""}
    asked.session = type(request.session)()
    asked.user = account or AnonymousUser()
    found = resolve(address)
    asked.resolver_match = found
    response: HttpResponse = found.func(asked, *found.args, **found.kwargs)
    response["Cache-Control"] = "private, no-store"
    return response
