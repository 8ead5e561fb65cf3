"""Pages of sharing (共享管理页): agreements, their purposes and signatures, services, use, refusals."""

from collections import Counter

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.agencies.domain.duties import DESIGNER
from tongban.doors.shared.officers import StaffRequest, agency_name, post
from tongban.exchange import api as exchange
from tongban.exchange.domain.grants import UnknownAgreement
from tongban.exchange.domain.problems import TYPES
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

STATES = {
    "offered": Text("待对方签", "Offered"),
    "active": Text("生效", "In force"),
    "rejected": Text("未同意", "Rejected"),
    "revoked": Text("已撤销", "Revoked"),
    "draft": Text("草稿", "Draft"),
    "sandbox": Text("沙箱试调", "Sandbox"),
    "deprecated": Text("将停用", "Deprecated"),
    "retired": Text("已停用", "Retired"),
}
BASES = {
    "duty": Text("法定职责", "Duty by law"),
    "request": Text("本人申请", "The person's request"),
    "consent": Text("本人同意", "Consent"),
    "emergency": Text("紧急情况", "Emergency"),
    "sealed": Text("保密查询", "Sealed"),
}


@require_safe
@post(DESIGNER)
def every(request: StaffRequest) -> HttpResponse:
    """List agreements, services with what stops them, and what was refused lately."""
    refused = exchange.refusals(limit=500)
    counted = Counter((one.type, one.client, one.service) for one in refused)
    context = {
        "seat": request.seat,
        "agreements": [one for one in exchange.agreements() if one.state != "revoked"],
        "services": exchange.registered_services(),
        "refused": [
            (TYPES[kind].words, kind, member_name(client), service.rpartition("/")[2], n)
            for (kind, client, service), n in counted.most_common(30)
            if kind in TYPES
        ],
        "states": STATES,
        "of": member_name,
    }
    return render(request, "designer/sharing.html", context)


@require_safe
@post(DESIGNER)
def one(request: StaffRequest, agreement: int) -> HttpResponse:
    """Show one agreement: its purposes with law, caps and times, and whether both signatures hold."""
    return _page(request, agreement)


@require_POST
@post(DESIGNER)
def act(request: StaffRequest, agreement: int, act: str) -> HttpResponse:
    """Sign, reject or revoke in the name of this city's party."""
    actor = request.seat.actor()
    try:
        if act == "revoke":
            exchange.revoke_agreement(agreement, actor=actor)
        elif act in ("sign", "reject"):
            exchange.countersign(agreement, accept=act == "sign", actor=actor)
        else:
            raise Http404
    except Problem as problem:
        return _page(request, agreement, problem.said(request.LANGUAGE_CODE), status=problem.status)
    return redirect("designer:agreement", agreement)


def _page(
    request: StaffRequest, agreement: int, problem: str = "", status: int = 200
) -> HttpResponse:
    try:
        found = exchange.agreement(agreement)
    except UnknownAgreement as missing:
        raise Http404 from missing
    context = {
        "seat": request.seat,
        "agreement": found,
        "signatures": exchange.signatures_of(found),
        "states": STATES,
        "bases": BASES,
        "of": member_name,
        "previews": {"never": _("不用"), "first": _("第一次"), "always": _("每次")},
        "problem": problem,
    }
    return render(request, "designer/agreement.html", context, status=status)


def member_name(member: str) -> Text:
    """Name a member as people know it: the agency, or the platform."""
    code = member.split("/")[2] if member.count("/") >= 2 else member  # noqa: PLR2004 - its parts
    return (
        Text("政务服务平台", "Government services platform")
        if code == "PLATFORM"
        else agency_name(code)
    )
