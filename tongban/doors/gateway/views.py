"""Verifying a licence (证照核验): anybody scans the code and sees at a glance how it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.shared.access import public
from tongban.doors.shared.words import day, said
from tongban.kernel.time import now
from tongban.licences import api as licences

TONES = {"valid": "", "expired": "ask", "suspended": "ask"}


@public
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a licence is valid, expired, suspended, revoked, or none of ours."""
    found = licences.verify(token)
    ours = found.issued_on is not None
    context = {
        "state": found.state,
        "tone": TONES.get(found.state, "late"),
        "verdict": _verdict(found.state),
        "explained": _explained(found),
        "rows": _rows(found) if ours else [],
        "checked": now(),
    }
    response = render(request, "gateway/verify.html", context, status=200 if ours else 404)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _verdict(state: str) -> str:
    return {
        "valid": _("有效"),
        "expired": _("已过期"),
        "suspended": _("已暂扣"),
        "revoked": _("已撤销"),
    }.get(state, _("不是我们签发的"))


def _explained(found: licences.Verification) -> str:
    match found.state:
        case "valid":
            return _("这张证照是真的，现在能用。")
        case "expired":
            return _("这张证照是真的，%(day)s到期，现在不能用。") % {
                "day": day(found.valid_to, year=True)
            }
        case "suspended":
            return _("这张证照是真的，但已被暂扣，现在不能用。")
        case "revoked":
            return _("这张证照签发过，后来被撤销，不能用。")
        case _:
            return _("链接不完整、被改过，或者是别处的。请不要凭它办事，可以让对方当面出示。")


def _rows(found: licences.Verification) -> list[tuple[str, str, bool]]:
    rows = [
        (_("证照"), said(found.name), False),
        (_("持有人"), found.holder, False),
        (_("标识"), found.identifier, True),
        (_("签发机关"), said(found.issuer), False),
        (_("签发日期"), day(found.issued_on, year=True), False),
        (_("有效期至"), day(found.valid_to, year=True) or _("长期"), False),
    ]
    if found.since:
        rows.append((_("变动日期"), day(found.since, year=True), False))
    return [row for row in rows if row[1]]
