"""A service as a picture (流程图): its stages from handing in to handing out, with their clocks."""

from django.utils.translation import gettext as _
from markupsafe import Markup

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Days, PublicService
from tongban.doors.shared.drawing import Arrow, Box, Picture, plan_picture
from tongban.doors.shared.words import days, said

INTAKE_DAYS = 5  # 行政许可法 第三十二条
DELIVERY_DAYS = 10  # 行政许可法 第四十四条


def of_service(service: PublicService) -> Markup:
    """Draw how a case of a service goes: who does what, side by side, and how long it may take."""
    book = catalogue.book()
    own = said(book.agency_name(service.agency))
    helping = [
        Box(f"c{no}", said(book.agency_name(one.agency)), str(one.role or ""), "cond")
        for no, one in enumerate(service.cooperating)
        if one.agency != service.agency
    ]
    limit = service.promised if service.promised.days is not None else service.statutory
    stages = [
        [Box("apply", _("申请"), _("要交 %(n)s 样") % {"n": _asked(service)})],
        [Box("intake", _("受理"), days(INTAKE_DAYS))],
        [Box("work", _("审查"), own), *helping],
        [Box("decide", _("决定"), _limit(limit))],
        [Box("result", said(service.output.name) or _("办结"),
             _("送达 %(n)s") % {"n": days(DELIVERY_DAYS)})],
    ]  # fmt: skip
    middle = ["work", *(one.id for one in helping)]
    arrows = [
        Arrow("apply", "intake"),
        *(Arrow("intake", one) for one in middle),
        *(Arrow(one, "decide") for one in middle),
        Arrow("decide", "result"),
    ]
    titles = [_("本人"), _("窗口"), _("各部门"), own, _("结果")]
    return plan_picture(Picture(stages, arrows, titles), label=said(service.name))


def _asked(service: PublicService) -> int:
    return sum(one.required and not one.is_held for one in service.materials)


def _limit(limit: Days) -> str:
    if limit.days is None:
        return _("时限未公布")
    return days(limit.days) if limit.unit == "working_day" else _("%(n)s 天") % {"n": limit.days}
