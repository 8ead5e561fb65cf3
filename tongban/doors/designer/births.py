"""A new service from nothing (新建事项): one question a page, then a draft that can be published."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import DESIGNER
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.yamltext import write
from tongban.doors.designer import work
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language, said
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the birth of a service (新建的一步): what it asks, and how."""

    id: str
    title: Text
    hint: Text
    fields: tuple[tuple[str, Text, str, bool], ...]
    """Each with its name, its words, its kind (line, agency, kind, fact, number), and whether needed."""


_NEW = (
    Step("name", Text("这个事项叫什么？", "What is the service called?"),
         Text("办事的人看得懂的名称。", "A name that people understand."),
         (("name", Text("名称", "Name"), "line", True),
          ("english", Text("英文名称", "English name"), "line", False))),
    Step("agency", Text("由哪个部门办？", "Which agency handles it?"),
         Text("法律把这件事交给谁，就写谁。", "The one the law gives it to."),
         (("agency", Text("部门", "Agency"), "agency", True),
          ("kind", Text("事项类型", "Kind"), "kind", True))),
    Step("who", Text("什么人能办？", "Who can apply?"),
         Text("一句话说清一个条件，写不全可以以后再加。", "One condition in one sentence; more can follow."),
         (("applicants", Text("服务对象", "Applicants"), "line", False),
          ("condition", Text("条件", "Condition"), "line", False))),
    Step("asks", Text("要问什么？", "What has to be asked?"),
         Text("政府已经知道的不用问，系统会自己填。", "What the government knows is filled in."),
         (("fact1", Text("第一个问题", "First question"), "fact", False),
          ("fact2", Text("第二个问题", "Second question"), "fact", False),
          ("fact3", Text("第三个问题", "Third question"), "fact", False))),
    Step("brings", Text("要交什么材料？", "What has to be handed in?"),
         Text("没有就空着。政府已经掌握的不能要。", "Leave it empty if nothing. What is held is not asked."),
         (("material", Text("材料", "Material"), "line", False),)),
    Step("days", Text("多久办好？", "How long does it take?"),
         Text("按工作日承诺。", "Promised working days."),
         (("days", Text("承诺时限（工作日）", "Promised working days"), "number", True),
          ("law", Text("依据的法律", "Law"), "law", False),
          ("article", Text("条款", "Article"), "line", False))),
    Step("result", Text("办好了得到什么？", "What comes out?"),
         Text("例如一张证、一份决定。", "For example a certificate or a decision."),
         (("result", Text("办理结果", "Result"), "line", True),)),
)  # fmt: skip
_BY = {one.id: no for no, one in enumerate(_NEW)}


@require_http_methods(["GET", "POST"])
@post(DESIGNER)
def new(request: StaffRequest, step: str) -> HttpResponse:
    """Ask one thing; what was said before travels with the form. The last page makes the draft."""
    if step not in _BY:
        raise Http404
    no = _BY[step]
    said_ = {name: request.POST.get(name, "").strip()[:LONGEST] for name in _names()}
    if request.method != "POST":
        return _page(request, no, said_)
    if "back" in request.POST:
        return _page(request, max(no - 1, 0), said_)
    wrong = _wrong(_NEW[no], said_)
    if wrong:
        return _page(request, no, said_, wrong, status=400)
    if no + 1 < len(_NEW):
        return _page(request, no + 1, said_)
    ident, text = made(said_)
    try:
        draft = catalogue.save_draft(
            {f"{said_['agency']}/{ident}.yaml": text},
            actor=request.seat.actor(),
            title=_("新事项：%(name)s") % {"name": said_["name"]},
        )
    except Problem as problem:
        return _page(request, no, said_, {"": problem.said(language())}, status=problem.status)
    response = redirect("designer:draft", draft=draft.id)
    response["Location"] += "?done=born"
    return response


def _names() -> list[str]:
    return [name for step in _NEW for name, *_rest in step.fields]


def _wrong(step: Step, typed: Mapping[str, str]) -> dict[str, str]:
    """Say what of a page is missing or cannot be."""
    book, found = catalogue.book(), {}
    for name, words, kind, needed in step.fields:
        value = typed[name]
        if needed and not value:
            found[name] = _("请写明：%(what)s") % {"what": said(words)}
        elif value and kind == "agency" and value not in book.agencies:
            found[name] = _("没有这个部门，请从列出的里面选。")
        elif value and kind == "fact" and value not in book.kinds:
            found[name] = _("没有这个数据项，请从列出的里面选；新问题建好以后再加。")
        elif value and kind == "number" and not (value.isdecimal() and len(value) < 4):  # noqa: PLR2004
            found[name] = _("请写整数，例如 10。")
    return found


def _page(
    request: StaffRequest,
    no: int,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] = {},
    status: int = 200,
) -> HttpResponse:
    book, step = catalogue.book(), _NEW[no]
    here = {name for name, *_rest in step.fields}
    context = {
        "seat": request.seat,
        "step": step,
        "no": no + 1,
        "of": len(_NEW),
        "typed": typed,
        "kept": {name: value for name, value in typed.items() if name not in here and value},
        "wrong": wrong,
        "errors": [(f"n-{name}" if name else "main", words) for name, words in wrong.items()],
        "lists": {
            "agency": {one.id: said(one.local or one.name) for one in book.agencies.values()},
            "fact": {one.id: said(one.question or one.name) for one in book.kinds.values()},
            "kind": {one.kind: "" for one in book.services.values()},
            "law": dict.fromkeys(book.laws, ""),
        },
    }
    return render(request, "designer/new.html", context, status=status)


def made(typed: Mapping[str, str]) -> tuple[str, str]:
    """Make the definition that the answers come to: its id and its file."""
    ident = _free(f"{typed['agency']}-N")
    name = {"zh": typed["name"], "en": typed["english"]} if typed["english"] else typed["name"]
    value: dict[str, Any] = {"service": ident, "version": work.today(), "name": name}
    value |= {"kind": typed["kind"], "agency": typed["agency"]}
    value["applicants"] = typed["applicants"] or "自然人"
    asks = [typed[key] for key in ("fact1", "fact2", "fact3") if typed[key]]
    value["needs"] = [{"fact": one} for one in dict.fromkeys(asks)]
    if typed["material"]:
        value["materials"] = [
            {"name": typed["material"], "kind": "applicant_prepared", "required": True}
        ]
    if typed["condition"]:
        value["conditions"] = [{"text": typed["condition"]}]
    value["result"] = {"name": typed["result"]}
    value["time_limit"] = {"promised": {"days": int(typed["days"]), "unit": "working_day"}}
    value["steps"] = [{"text": one} for one in ("受理", "审查", "决定", "送达")]
    value["visits"] = {"expected": 0}
    if typed["law"]:
        value["law"] = [{"law": typed["law"], "article": typed["article"] or None}]
    return ident, write(value)


def _free(stem: str) -> str:
    known = {one.id for one in catalogue.published() if one.kind == "service"}
    no = 1
    while f"{stem}{no}" in known:
        no += 1
    return f"{stem}{no}"
