"""Services as an Excel workbook (事项工作簿): handed out, and taken back as a draft."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.agencies.domain.duties import DESIGNER, SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.doors.designer import work
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.kernel.problems import Problem

LARGEST = 10_000_000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@post(DESIGNER, SUPERVISOR)
def out(request: StaffRequest) -> HttpResponse:
    """Hand out a workbook of the services named, or of all."""
    wanted = [one for one in request.GET.getlist("service") if one in catalogue.book().services]
    response = HttpResponse(catalogue.workbook(wanted), content_type=EXCEL)
    response["Content-Disposition"] = 'attachment; filename="services.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@post(DESIGNER)
def taken(request: StaffRequest) -> HttpResponse:
    """Take a workbook back: a draft of what changed, or every wrong cell by its address."""
    problem: str = ""
    wrong: tuple[catalogue.WrongCell, ...] = ()
    given = request.FILES.get("file")
    if request.method == "POST":
        try:
            if given is None or (given.size or 0) > LARGEST:
                raise catalogue.Unreadable(_("请选一个不超过 10 MB 的工作簿。"))
            day = date.fromisoformat(request.POST.get("from") or work.today())
            found = catalogue.read_workbook(given.read(), valid_from=day)
            if found.files:
                draft = catalogue.save_draft(
                    found.files, actor=request.seat.actor(), title=_("来自工作簿的修改")
                )
                return redirect("designer:draft", draft=draft.id)
            wrong = found.wrong
            problem = "" if wrong else _("工作簿里没有改动。")
        except Problem as fault:
            problem = fault.said(language())
        except ValueError as fault:
            problem = str(fault)
    context = {
        "seat": request.seat,
        "problem": problem,
        "wrong": wrong,
        "today": work.today(),
        "services": sorted(catalogue.book().services.values(), key=lambda one: one.id),
    }
    status = 400 if problem or wrong else 200
    return render(request, "designer/workbook.html", context, status=status)
