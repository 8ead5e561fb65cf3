"""Checking what somebody shows (核验页): a code, a credential, a sealed document; for anybody.

Whoever scans a code first sees how the licence stands. What its holder chose to show opens only to
whoever says who they are and what for, in words that the holder will read.
"""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import FactKind
from tongban.doors.gateway import views
from tongban.doors.gateway.pace import paced
from tongban.doors.shared import words
from tongban.doors.shared.access import public
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.pace import Pace
from tongban.doors.shared.wallets import issuer
from tongban.doors.shared.words import day, said
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.kernel.time import now
from tongban.licences import api as licences

PACE = Pace(60)
LONGEST, LARGEST = 40_000, 20_000_000
NONCE = "verifying"
TONES = {"good": "", "stranger": "ask"}
NUMBERS = ("idno", "uscc", "bankacct")


@public
@require_http_methods(["GET", "POST"])
@paced(PACE)
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code, a credential or a document, and say how what was given stands."""
    if request.method == "POST" and request.FILES.get("document"):
        return _document(request)
    if request.method == "POST" and request.POST.get("code", "").strip():
        return redirect("gateway:shown", code=_code(request.POST["code"]))
    if request.method == "POST" and "credential" in request.POST:
        return _credential(request)
    return _form(request)


def _code(typed: str) -> str:
    """Take the code out of what was typed, or out of the address that was scanned."""
    bare = typed.strip().rstrip("/").rpartition("/")[2]
    return "".join(one for one in bare if one.isalnum())[:40] or "0"


def _form(
    request: HttpRequest,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    typed, errors = typed or {}, errors or {}
    request.session.setdefault(NONCE, secrets.token_urlsafe(12))
    fields = _who(typed, errors)
    credential = Field(
        "credential", _("离线凭证"), "text", value=typed.get("credential", ""),
        error=errors.get("credential", ""), hint=_("把对方钱包里出示的一长串内容原样贴进来。"),
    )  # fmt: skip
    context = {
        "code": Field("code", _("出示码"), "string", hint=_("对方手机上二维码下面的十二位。")),
        "credential": credential,
        "who": fields,
        "document": Field(
            "document", _("PDF 或 OFD 文件"), "file", error=errors.get("document", "")
        ),
        "nonce": request.session[NONCE],
        "audience": issuer(request),
        "errors": errors_of([*fields, credential]) if errors else [],
    }
    return render(request, "gateway/check.html", context, status=400 if errors else 200)


def _who(typed: dict[str, str], errors: dict[str, str]) -> list[Field]:
    return [
        Field("who", _("您是谁"), "string", value=typed.get("who", ""), error=errors.get("who", ""),
              hint=_("单位或者姓名，持证人会看到。")),
        Field("cause", _("为什么要看"), "string", value=typed.get("cause", ""),
              error=errors.get("cause", ""), hint=_("一句话，例如：敬老票检票。持证人会看到。")),
    ]  # fmt: skip


def _typed(request: HttpRequest) -> dict[str, str]:
    return {
        name: request.POST.get(name, "").replace("\x00", "").strip()[:LONGEST]
        for name in ("who", "cause", "credential")
    }


def _missing(typed: dict[str, str]) -> dict[str, str]:
    words = {"who": _("请写明您是谁。"), "cause": _("请写明为什么要看。")}
    longest = licences.LONGEST_CAUSE
    return {name: said for name, said in words.items() if not 0 < len(typed[name]) <= longest}


def _credential(request: HttpRequest) -> HttpResponse:
    typed = _typed(request)
    errors = _missing(typed)
    if not typed["credential"]:
        errors["credential"] = _("请贴上对方出示的凭证。")
    if errors:
        return _form(request, typed=typed, errors=errors)
    base = issuer(request)
    asked = request.session.pop(NONCE, "")
    bound = not typed["credential"].endswith("~")
    found = licences.check_credential(
        typed["credential"],
        issuer=base,
        audience=base if bound else None,
        nonce=asked if bound else None,
        who=typed["who"],
        cause=typed["cause"],
    )
    return _told(request, found)


def _told(request: HttpRequest, found: licences.Checked) -> HttpResponse:
    """Show how a credential stands; one whose holder is not proved is never called valid."""
    proved = found.bound or found.state != "valid"
    kind = catalogue.book().licences.get(found.kind)
    rows = [(_("证照"), said(kind.name), False)] if kind else []
    rows += [(_("签发城市"), found.city, False)] if found.city else []
    rows += values(found.kind, found.disclosed) if proved else []
    if found.state == "wrong-holder" or not proved:
        verdict, told = (
            _("不能确认是本人"),
            _("凭证没有和出示的人、和这次核验绑在一起。请对方重新出示。"),
        )
    else:
        verdict, told = views.verdict(found.state), _credential_words(found.state)
    state = found.state if proved else "wrong-holder"
    return _verdict(request, state, verdict, told, rows)


def _credential_words(state: str) -> str:
    return {
        "valid": _("凭证是真的，持有人用自己的密钥证明了。下面只有对方愿意出示的内容。"),
        "expired": _("凭证是真的，已经过期。"),
        "suspended": _("凭证是真的，证照已被暂扣，现在不能用。"),
        "revoked": _("凭证签发过，证照后来被撤销，不能用。"),
        "replaced": _("凭证签发过，证照已经换发，请对方出示新的。"),
        "unknown": _("签发它的城市现在联系不上，不知道证照是否还有效。请稍后再核验。"),
    }.get(state, _("不是我们签发的，或者被改过。请不要凭它办事。"))


def values(kind_id: str, found: Any) -> list[tuple[str, str, bool]]:
    """Say what was disclosed, by the names of the kind."""
    book = catalogue.book()
    kind = book.licences.get(kind_id)
    labels = licences.kind_labels(kind) if kind else {}
    return [
        (said(labels.get(name, Text(name))), _value(book.kinds.get(name), value), False)
        for name, value in found.items()
    ]


def _value(fact: FactKind | None, value: Any) -> str:
    """Write a value whole: its holder chose to show it."""
    if isinstance(value, bool):
        return _("是") if value else _("不是")
    return str(value) if fact and fact.type in NUMBERS else words.value(fact, value)


def _verdict(
    request: HttpRequest,
    state: str,
    verdict: str,
    told: str,
    rows: list[tuple[str, str, bool]],
) -> HttpResponse:
    context = {
        "state": state,
        "tone": views.TONES.get(state, "late"),
        "verdict": verdict,
        "explained": told,
        "rows": rows,
        "checked": now(),
        "again": True,
    }
    answer = render(request, "gateway/verify.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _document(request: HttpRequest) -> HttpResponse:
    file = request.FILES["document"]
    if isinstance(file, list) or (file.size or 0) > LARGEST:
        return _form(request, errors={"document": _("文件太大了，不能超过 20 MB。")})
    try:
        found = licences.check_document(file.read())
    except Problem as problem:
        return _form(request, errors={"document": problem.said(words.language())})
    ours = found.state == "good" and (found.ours or bool(found.city))
    state = "valid" if ours else ("expired" if found.state in TONES else "revoked")
    return _verdict(request, state, *_document_words(found), _document_rows(found))


def _document_words(found: licences.DocumentCheck) -> tuple[str, str]:
    match found.state:
        case "good":
            return _("没有被改过"), _(
                "电子印章有效，盖章以后一个字节都没有动过。现在是否还有效，请扫文件上的码。"
            )
        case "changed":
            return _("被改过"), _("盖章以后内容变了。请不要凭它办事。")
        case "unsealed":
            return _("没有电子印章"), _("这个文件没有可以核对的电子印章。")
        case _:
            return _("不认识的印章"), _("印章本身没有问题，但不是本平台的，我们不能替它担保。")


def _document_rows(found: licences.DocumentCheck) -> list[tuple[str, str, bool]]:
    rows = [
        (_("文件"), found.what, False),
        (_("机关"), found.agency, False),
        (_("印章"), found.seal, False),
        (_("签发城市"), found.city, False),
        (_("盖章时间"), words.moment(found.said_at) if found.said_at else "", False),
        (_("时间戳"), words.moment(found.stamped_at) if found.stamped_at else "", False),
    ]
    return [row for row in rows if row[1]]


@public
@require_http_methods(["GET", "POST"])
@paced(PACE)
def shown(request: HttpRequest, code: str) -> HttpResponse:
    """Show how the licence behind a code stands, and open what its holder chose to show."""
    typed = _typed(request)
    errors: dict[str, str] = {}
    opened = None
    try:
        if request.method == "POST":
            errors = _missing(typed)
            if not errors:
                opened = licences.open_(code, who=typed["who"], cause=typed["cause"])
        found = opened.verification if opened else licences.look(code)
    except Problem as problem:
        return _verdict(request, "over", _("码已失效"), problem.said(words.language()), [])
    fields = _who(typed, errors)
    context = {
        "state": found.state,
        "tone": views.TONES.get(found.state, "late"),
        "verdict": views.verdict(found.state),
        "explained": views.explained(found),
        "rows": views.rows_of(found),
        "opened": opened is not None,
        "values": values(found.kind, opened.values) if opened else [],
        "who": fields,
        "errors": errors_of(fields) if errors else [],
        "checked": now(),
        "day": day,
    }
    answer = render(request, "gateway/shown.html", context, status=400 if errors else 200)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
