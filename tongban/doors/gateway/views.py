"""Verifying (核验): anybody scans a licence and sees how it stands, or checks a draw by lot."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.cases import api as cases
from tongban.doors.shared.access import public
from tongban.doors.shared.fields import Field
from tongban.doors.shared.words import day, said
from tongban.kernel.time import now
from tongban.licences import api as licences

DRAWN = ("commitment", "secret", "public", "candidates", "drawn")
LONGEST = 20_000
TONES = {"valid": "", "expired": "ask", "suspended": "ask", "replaced": "ask", "over": "ask",
         "unknown": "ask"}  # fmt: skip


@public
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a licence is valid, expired, suspended, revoked, or none of ours."""
    found = licences.verify(token)
    ours = found.issued_on is not None
    context = {
        "state": found.state,
        "tone": TONES.get(found.state, "late"),
        "verdict": verdict(found.state),
        "explained": explained(found),
        "rows": rows_of(found) if ours else [],
        "checked": now(),
    }
    response = render(request, "gateway/verify.html", context, status=200 if ours else 404)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Check a published draw with nothing but what was published (双随机抽取复核)."""
    typed = {name: request.POST.get(name, "").strip()[:LONGEST] for name in DRAWN}
    holds = None
    if request.method == "POST":
        candidates, drawn = (
            [one.strip() for one in typed[name].splitlines() if one.strip()]
            for name in ("candidates", "drawn")
        )
        holds = cases.verify_draw(
            commitment=typed["commitment"],
            secret=typed["secret"],
            public=typed["public"],
            candidates=candidates,
            drawn=drawn,
        )
    labels = {
        "commitment": (_("公告时公布的承诺值"), "string"),
        "secret": (_("抽取后公开的密钥"), "string"),
        "public": (_("公开数值"), "string"),
        "candidates": (_("候选名单，一行一个，照公告的顺序"), "text"),
        "drawn": (_("抽取结果，一行一个，照公布的顺序"), "text"),
    }
    fields = [Field(name, label, kind, value=typed[name]) for name, (label, kind) in labels.items()]
    return render(request, "gateway/draw.html", {"fields": fields, "holds": holds})


def verdict(state: str) -> str:
    """Say how a licence stands in a word or two."""
    return {
        "valid": _("有效"),
        "expired": _("已过期"),
        "suspended": _("已暂扣"),
        "revoked": _("已撤销"),
        "replaced": _("已换发"),
        "unknown": _("现在查不到"),
    }.get(state, _("不是我们签发的"))


def explained(found: licences.Verification) -> str:
    """Say in a sentence what that means."""
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
        case "replaced":
            return _("这张证照签发过，后来换发了新的。请持证人出示新的一张。")
        case _:
            return _("链接不完整、被改过，或者是别处的。请不要凭它办事，可以让对方当面出示。")


def rows_of(found: licences.Verification) -> list[tuple[str, str, bool]]:
    """List what anybody may know of a licence."""
    rows = [
        (_("证照"), said(found.name), False),
        (_("持有人"), found.holder, False),
        (_("标识"), found.identifier, True),
        (_("签发机关"), said(found.issuer), False),
        (_("现在主管"), said(found.competent) if found.competent else "", False),
        (_("签发日期"), day(found.issued_on, year=True), False),
        (_("有效期至"), day(found.valid_to, year=True) or _("长期"), False),
    ]
    if found.successor:
        rows.append((_("换发为"), found.successor, True))
    if found.since:
        rows.append((_("变动日期"), day(found.since, year=True), False))
    return [row for row in rows if row[1]]
