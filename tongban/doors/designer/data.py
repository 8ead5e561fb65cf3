"""Pages of datasets (数据集页): upload, what its columns are, its terms, loading, withdrawing."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.agencies.domain.duties import DESIGNER
from tongban.catalogue import api as catalogue
from tongban.doors.designer.terms import Form, read, terms_of
from tongban.doors.shared.officers import StaffRequest, agency_name, post
from tongban.facts import api as facts
from tongban.facts.domain.problems import UnknownDataset
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

STATES = {
    "offered": Text("已提供，待约定", "Offered"),
    "agreed": Text("已约定，待入库", "Agreed"),
    "loaded": Text("已入库", "Loaded"),
    "withdrawn": Text("已撤回", "Withdrawn"),
}
TYPES = {
    "string": Text("文字", "Text"),
    "text": Text("长文字", "Long text"),
    "enum": Text("选项", "Choice"),
    "number": Text("数字", "Number"),
    "money": Text("金额", "Money"),
    "date": Text("日期", "Date"),
    "yearmonth": Text("年月", "Month"),
    "phone": Text("手机号", "Telephone"),
    "idno": Text("身份证号", "Citizen number"),
    "uscc": Text("统一社会信用代码", "Credit code"),
    "bankacct": Text("银行账号", "Bank account"),
    "bool": Text("是或否", "Yes or no"),
}
OWN, OTHER = "own", "other"


@require_safe
@post(DESIGNER)
def every(request: StaffRequest) -> HttpResponse:
    """List the datasets, newest first."""
    context = {
        "seat": request.seat,
        "datasets": facts.data.datasets(),
        "states": STATES,
        "of": owner_words,
    }
    return render(request, "designer/datasets.html", context)


@require_http_methods(["GET", "POST"])
@post(DESIGNER)
def new(request: StaffRequest) -> HttpResponse:
    """Take a file and its terms; profile it and go on to its columns."""
    form = Form.of(request.POST) if request.method == "POST" else Form()
    problem: str = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        form = form.checked(has_file=given is not None)
        if given is not None and not form.told():
            try:
                made = facts.data.offer(
                    read(given),
                    file=given.name or "",
                    name=form.values["name"],
                    terms=terms_of(form.values),
                    actor=request.seat.actor(),
                )
            except Problem as fault:
                problem = _said(request, fault)
            else:
                return redirect("designer:dataset", made.id)
    agencies = catalogue.book().agencies.values()
    context = {
        "seat": request.seat,
        "form": form,
        "problem": problem,
        "errors": form.told() + ([("f-file", problem)] if problem else []),
        "agencies": sorted(agencies, key=lambda each: each.id),
        "largest": facts.data.LARGEST // 1_000_000,
    }
    status = 400 if problem or form.told() else 200
    return render(request, "designer/new-dataset.html", context, status=status)


@require_safe
@post(DESIGNER)
def one(request: StaffRequest, dataset: int) -> HttpResponse:
    """Show a dataset: what it holds, what its columns are, its terms, what can be done."""
    return _page(request, _found(dataset))


@require_POST
@post(DESIGNER)
def act(request: StaffRequest, dataset: int, act: str) -> HttpResponse:
    """Agree, approve its new kinds, load or withdraw a dataset."""
    found = _found(dataset)
    actor = request.seat.actor()
    try:
        match act:
            case "agree":
                facts.data.agree(dataset, columns=_columns(request.POST, found), actor=actor)
            case "approve" if found.draft is not None:
                catalogue.approve_draft(found.draft, actor=actor)
                catalogue.publish_draft(found.draft, actor=actor)
            case "load":
                facts.data.load(dataset, actor=actor)
            case "withdraw":
                reason = request.POST.get("reason", "").strip()
                if not reason:
                    return _page(request, found, problem=_("请写明为什么撤回。"))
                done = facts.data.withdraw(dataset, reason=reason, actor=actor)
                return _page(request, done.dataset, withdrawn=done)
            case _:
                raise Http404
    except Problem as fault:
        return _page(request, found, problem=_said(request, fault))
    return redirect("designer:dataset", dataset)


def owner_words(owner: str) -> Text:
    """Say whose a dataset is: an agency by its name, a company by its code."""
    return agency_name(owner)


def _page(
    request: StaffRequest,
    found: facts.Dataset,
    *,
    problem: str = "",
    withdrawn: facts.data.Withdrawn | None = None,
) -> HttpResponse:
    profile: Mapping[str, Any] = found.profile
    offered = found.state == "offered"
    proposals = facts.data.proposals(found.id) if offered else []
    draft = (
        catalogue.the_draft(found.draft, actor=request.seat.actor())
        if found.draft is not None
        else None
    )
    context = {
        "seat": request.seat,
        "dataset": found,
        "profile": profile,
        "rows": _rows(profile["columns"], {each.column: each for each in proposals}, found),
        "kinds": catalogue.book().kinds,
        "types": TYPES,
        "states": STATES,
        "owner": owner_words(found.terms.owner),
        "waits": draft is not None and draft.status.value == "submitted",
        "problem": problem,
        "withdrawn": withdrawn,
    }
    status = 409 if problem else 200
    return render(request, "designer/dataset.html", context, status=status)


def _rows(
    columns: list[dict[str, Any]],
    proposals: Mapping[str, facts.data.Proposal],
    found: facts.Dataset,
) -> list[dict[str, Any]]:
    """Put each column beside what is proposed for it, or what it became."""
    return [
        {
            "no": no,
            "column": each,
            "proposal": proposals.get(each["name"]),
            "kind": found.columns.get(each["name"], ""),
        }
        for no, each in enumerate(columns)
    ]


def _columns(post: Mapping[str, str], found: facts.Dataset) -> dict[str, str]:
    """Read what was decided for each column; "" keeps it as the dataset's own."""
    said = {}
    for no, each in enumerate(found.profile["columns"]):
        choice = post.get(f"column-{no}")
        if choice is None:
            continue
        typed = post.get(f"key-{no}", "").strip()
        said[each["name"]] = "" if choice == OWN else typed if choice == OTHER else choice
    return said


def _found(dataset: int) -> facts.Dataset:
    try:
        found = facts.data.dataset(dataset)
    except UnknownDataset:
        raise Http404 from None
    return found


def _said(request: StaffRequest, fault: Problem) -> str:
    language = getattr(request, "LANGUAGE_CODE", "zh")
    if isinstance(fault, catalogue.DefinitionsWrong):
        return "；".join(one.message for one in fault.detail[:5])
    return fault.said(language)
