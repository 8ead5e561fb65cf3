"""Pages of proposals (改革建议页): what sits between two agencies, duties by date, drafts replayed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import HEAD, SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import said
from tongban.doors.supervisor import sheets
from tongban.doors.supervisor.parts import Looked
from tongban.doors.supervisor.views import base, look_of
from tongban.kernel.text import Text
from tongban.oversight import api as oversight

MOST = 5000
KINDS = {
    "route": Text("路径", "Route"),
    "fee": Text("收费", "Fee"),
    "deadline": Text("应办结日", "Due day"),
    "late": Text("是否超期", "Late or not"),
    "question": Text("多问一项", "One question more"),
    "material": Text("多交一份材料", "One material more"),
    "conditions": Text("条件有改动", "Conditions changed"),
    "eligible": Text("条件判断结果", "Eligibility"),
    "agency": Text("决定部门", "Deciding agency"),
}
BETWEEN = {
    "waits": Text("等对方反馈", "Waits for the other's part"),
    "moves": Text("移交给对方", "Handed to the other"),
    "returns": Text("退单后改派对方", "Demands given back, sent to the other"),
    "asks": Text("让人填对方掌握的", "Asks what the other holds"),
}


@require_safe
@post(SUPERVISOR, HEAD)
def structure(request: StaffRequest) -> HttpResponse:
    """Show what sits between two agencies, and how the duties of one changed by date."""
    look, actor = look_of(request), request.seat.actor()
    found = oversight.between(actor=actor, part=look.part)
    sheet = sheets.Sheet(
        _("部门之间的堵点"),
        [_("部门"), _("对方"), _("情形"), _("次数"), _("平均小时"), _("建议")],
        [
            [
                look.agency(one.agency), look.agency(one.other), case_of(one, look),
                str(one.count), f"{one.hours:.1f}", said(one.proposal),
            ]
            for one in found
        ],
    )  # fmt: skip
    if file := sheets.asked(request, sheet):
        return file
    manual = catalogue.manual(look.part.agency) if look.part.agency else None
    context = base(request, look, "structure") | {
        "found": found,
        "case_of": lambda one: case_of(one, look),
        "manual": manual,
        "changes": oversight.duty_changes(look.part.agency) if look.part.agency else [],
    }
    return render(request, "supervisor/structure.html", context)


def case_of(one: oversight.Between, look: Looked) -> str:
    """Say what lies between two agencies, with the fact that is asked where one is."""
    words = said(BETWEEN[one.kind])
    return f"{words}：{said(look.book.kind(one.about).name)}" if one.about else words


@require_safe
@post(SUPERVISOR)
def replays(request: StaffRequest) -> HttpResponse:
    """Show the drafts that can be tried on past cases."""
    context = base(request, look_of(request), "replay") | {
        "drafts": catalogue.open_drafts(actor=request.seat.actor())
    }
    return render(request, "supervisor/replays.html", context)


@require_safe
@post(SUPERVISOR)
def replay(request: StaffRequest, draft: int) -> HttpResponse:
    """Try a draft on the past year's cases: which would differ, by how much, for whom."""
    look = look_of(request)
    problem = None
    found, behind = None, None
    try:
        shown = catalogue.the_draft(draft, actor=request.seat.actor())
        proposed = catalogue.proposed_by_draft(draft, actor=request.seat.actor())
        behind = oversight.evidence(draft, actor=request.seat.actor())
        found = (
            behind.replay
            if behind
            else oversight.replay(proposed, actor=request.seat.actor(), most=MOST)
        )
    except catalogue.UnknownDraft as unknown:
        raise Http404 from unknown
    except catalogue.DefinitionsWrong as wrong:
        problem = wrong
    context = base(request, look, "replay") | {
        "draft": shown,
        "replay": found,
        "evidence": behind,
        "kinds": KINDS,
        "problem": problem,
        "note": oversight.HUMAN,
    }
    return render(request, "supervisor/replay.html", context)
