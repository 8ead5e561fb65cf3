"""Messages (消息): what the platform told a person, and how they want to be told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.citizen.views import actor, me
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import Choice, Field, errors_of
from tongban.doors.shared.keys import natural
from tongban.exchange.notices import api as notices
from tongban.exchange.notices.domain.serving import WAYS
from tongban.kernel.time import now
from tongban.people import api as people

PAGE = 20
BOTH = ["GET", "POST"]


@signed_in
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """List what a person was told, the newest first; what was not opened stands out."""
    said = request.GET.get("after", "")
    after = natural(said)
    rows = notices.inbox(me(request), actor=actor(request), after=after, limit=PAGE + 1)
    context = {
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "unread": notices.unread(me(request)),
    }
    return render(request, "citizen/messages.html", context)


@signed_in
@require_safe
def message(request: HttpRequest, notice: int) -> HttpResponse:
    """Show one; opening it is reading it, and receiving the document it serves (签收)."""
    found = notices.open_notice(notice, actor=actor(request))
    kind, number = found.about
    way = WAYS.get(found.served_by)
    context = {
        "m": found,
        "served": way.words if way else None,
        "about": reverse(f"citizen:{PAGES[kind]}", args=[number] if number else [])
        if kind in PAGES
        else "",
        "paper": reverse("citizen:paper", args=[number, int(found.document)])
        if found.document.isdecimal()
        else "",
    }
    return render(request, "citizen/message.html", context)


PAGES = {
    "case": "case", "demand": "demand", "delivery": "delivery", "proposal": "benefit",
    "licence": "licence", "visit": "visit", "data": "data", "look": "readers",
}  # fmt: skip
"""The page of what a message is about: under its number where it has one."""


@signed_in
@require_http_methods(BOTH)
def reach(request: HttpRequest) -> HttpResponse:
    """Let a person say how they want to be told, and where they live (通知偏好)."""
    party, problem = me(request), ""
    if request.method == "POST":
        try:
            people.set_reach(party, actor=actor(request), **_read(request, people.reach(party)))
            return redirect("citizen:messages")
        except people.BadReach as bad:
            problem = str(bad.detail)
    fields = _fields(people.reach(party), request, problem)
    errors = errors_of(fields)
    context = {"fields": fields, "errors": errors}
    return render(request, "citizen/reach.html", context, status=400 if errors else 200)


def _read(request: HttpRequest, before: people.Reach) -> dict[str, Any]:
    post = request.POST
    lines = tuple(one.strip() for one in post.get("address", "").splitlines() if one.strip())
    quiet = post.get("quiet", "night")
    agreed = post.get("electronic") == "1"
    return {
        "mobile": post.get("mobile", "").strip(),
        "mail": post.get("mail", "").strip(),
        "ways": tuple(post.getlist("ways")),
        "language": post.get("language", "zh"),
        "quiet_from": QUIET[quiet][0] if quiet in QUIET else -1,
        "quiet_to": QUIET[quiet][1] if quiet in QUIET else -1,
        "electronic": (before.electronic or now()) if agreed else None,
        "address": people.Address(
            lines, post.get("postcode", "").strip(), post.get("receiver", "").strip()
        )
        if lines
        else None,
    }


QUIET = {"night": (22, 8), "long": (20, 9), "none": (0, 0)}


def _fields(now_: people.Reach, request: HttpRequest, wrong: str) -> list[Field]:
    """Make the form, with what was typed where something of it was wrong."""
    post, typed = request.POST, request.method == "POST"
    home = now_.address

    def line(name: str, label: str, kind: str, kept: str, hint: str = "") -> Field:
        value = post.get(name, "") if typed else kept
        error = _("请对照再输一遍。") if name == wrong else ""
        return Field(name, label, kind, hint=hint, value=value, error=error, required=False)

    def picks(
        name: str, label: str, kind: str, kept: Any, choices: dict[str, str], **more: Any
    ) -> Field:
        taken = post.getlist(name) if typed else list(kept)
        made = tuple(Choice(key, words, key in taken) for key, words in choices.items())
        return Field(name, label, kind, choices=made, **more)

    quiet = next((k for k, v in QUIET.items() if v == (now_.quiet_from, now_.quiet_to)), "night")
    return [
        line("mobile", _("手机号"), "phone", now_.mobile),
        line("mail", _("邮箱"), "string", now_.mail),
        picks("ways", _("除了站内消息，还用什么告诉您"), "multi", now_.ways,
              {"sms": _("短信"), "mail": _("邮件")}, required=False),
        picks("quiet", _("什么时候不打扰"), "enum", [quiet],
              {"night": _("晚上 10 点到早上 8 点"), "long": _("晚上 8 点到早上 9 点"), "none": _("随时可以")}),
        picks("language", _("用什么语言"), "enum", [now_.language], {"zh": "简体中文", "zh-hant": "繁體中文", "en": "English"}),
        picks("electronic", _("法律文书可以电子送达吗"), "enum", ["1" if now_.electronic else "0"],
              {"1": _("可以，到了就算送达"), "0": _("不用，打开才算；没打开就寄纸质的")},
              hint=_("随时可以改。")),
        line("receiver", _("收件人"), "string", home.receiver if home else ""),
        line("address", _("邮寄地址"), "text", "\n".join(home.lines) if home else "",
             hint=_("寄证件和纸质文书用。")),
        line("postcode", _("邮编"), "number", home.postcode if home else ""),
    ]  # fmt: skip
