"""Open data (开放数据): what may be open, described as others' catalogues read it (DCAT 3).

A dataset is a table made of what is published at this moment: it never goes out of date and holds
nothing about a person. What is shared only under conditions, or not at all, is described without
its content, with the condition or the law that closes it (政务数据共享条例: one catalogue, three
classes).
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.shared.access import public
from tongban.doors.shared.jinja import city
from tongban.kernel.text import Text
from tongban.voice import api as voice
from tongban.voice.domain.ratings import may_be_published

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
MOST = 1000
Row = Sequence[Any]
MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class OpenDataset:
    """A table that is open (开放数据集): its columns with their meaning, and its rows now."""

    name: str
    title: Text
    words: Text
    columns: Mapping[str, Text]
    rows: Callable[[Book], Iterable[Row]]


def _services(book: Book) -> Iterable[Row]:
    for one in book.services.values():
        yield (
            one.id, one.version, one.name.zh, one.kind, book.agency_name(one.agency).zh,
            one.statutory.days, one.promised.days, one.promised.unit,
        )  # fmt: skip


def _life_events(book: Book) -> Iterable[Row]:
    for one in book.events.values():
        for item in one.items:
            yield one.id, one.name.zh, item.service, item.required


def _agencies(book: Book) -> Iterable[Row]:
    yield from ((one.id, one.name.zh, one.name.en) for one in book.agencies.values())


def _calendar(book: Book) -> Iterable[Row]:
    for year in book.calendar.values():
        yield from ((str(day), "holiday") for day in year["holidays"])
        yield from ((str(day), "make_up") for day in year["make_up"])


def _demands(_book: Book) -> Iterable[Row]:
    for one in voice.published_list(limit=MOST):
        yield (
            one.number, one.kind.name, one.agency, one.district, one.standing, one.outcome,
            one.filed_at.date().isoformat(),
        )  # fmt: skip


def _ratings(book: Book) -> Iterable[Row]:
    for agency, levels in voice.rating_counts().items():
        if may_be_published(levels):
            yield book.agency_name(agency).zh, *(levels.get(level, 0) for level in range(1, 6))


DATASETS = (
    OpenDataset(
        "services",
        Text("政务服务事项目录", "Services"),
        Text("每个事项由谁办、法定和承诺的期限。", "Whose each service is, and its limits."),
        {
            "id": Text("编码", "code"), "version": Text("版本", "version"),
            "name": Text("名称", "name"), "kind": Text("类型", "kind"),
            "agency": Text("实施主体", "agency"), "statutory": Text("法定期限", "statutory limit"),
            "promised": Text("承诺期限", "promised limit"), "unit": Text("单位", "unit"),
        },
        _services,
    ),
    OpenDataset(
        "life-events",
        Text("一件事清单", "Life events"),
        Text("每件事由哪些事项组成。", "Which services each life event is made of."),
        {
            "event": Text("编码", "code"), "name": Text("名称", "name"),
            "service": Text("事项", "service"), "required": Text("必办", "required"),
        },
        _life_events,
    ),
    OpenDataset(
        "agencies",
        Text("机构名录", "Agencies"),
        Text("办事机构的编码和名称。", "Codes and names of agencies."),
        {"id": Text("编码", "code"), "zh": Text("名称", "name"), "en": Text("英文名", "English")},
        _agencies,
    ),
    OpenDataset(
        "calendar",
        Text("工作日历", "Working days"),
        Text("节假日和调休上班日，办理期限按它计算。", "Holidays and make-up days; limits follow them."),
        {"day": Text("日期", "day"), "what": Text("类别", "what")},
        _calendar,
    ),
    OpenDataset(
        "demands",
        Text("诉求公开清单", "Demands"),
        Text("最近的诉求属于哪一类、由谁办、办到哪一步，不含内容。", "Kind, agency and state; no words."),
        {
            "number": Text("编号", "number"), "kind": Text("类别", "kind"),
            "agency": Text("承办单位", "agency"), "district": Text("区", "district"),
            "standing": Text("状态", "state"), "outcome": Text("结果", "outcome"),
            "filed": Text("提交日期", "filed"),
        },
        _demands,
    ),
    OpenDataset(
        "ratings",
        Text("好差评统计", "Ratings"),
        Text("各机构五个等级各有多少，1 为最好。", "How many of each level, 1 is best."),
        {"agency": Text("机构", "agency")}
        | {f"level_{n}": Text(f"{n} 级", f"level {n}") for n in range(1, 6)},
        _ratings,
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in DATASETS}


@public
@require_safe
@cache_control(public=True, max_age=300)
def dataset(request: HttpRequest, table: str, suffix: str) -> HttpResponse:  # noqa: ARG001
    """Give a dataset as CSV or JSON."""
    found = BY_NAME.get(table)
    if found is None or suffix not in MEDIA:
        raise Http404
    rows = [tuple(row) for row in found.rows(catalogue.book())]
    if suffix == "json":
        return JsonResponse(
            [dict(zip(found.columns, row, strict=True)) for row in rows], safe=False
        )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(found.columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type=MEDIA["csv"])
    answer["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return answer


@public
@require_safe
@cache_control(public=True, max_age=300)
def dcat(request: HttpRequest) -> JsonResponse:
    """Describe everything that is open, and what is shared otherwise, as DCAT in JSON-LD."""
    root = request.build_absolute_uri(reverse("openapi:open"))
    book = catalogue.book()
    described = [_open(one, request) for one in DATASETS]
    described += [_shared(one, book, root) for one in book.data_services.values()]
    said = {
        "@context": CONTEXT,
        "@id": request.build_absolute_uri(),
        "@type": "dcat:Catalog",
        "dct:title": _said(Text(f"{city()}开放数据目录", "Open data")),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": city()},
        "foaf:homepage": {"@id": root},
        "dcat:dataset": described,
    }
    return JsonResponse(said, content_type="application/ld+json")


def _open(one: OpenDataset, request: HttpRequest) -> dict[str, Any]:
    def at(suffix: str) -> str:
        return request.build_absolute_uri(reverse("openapi:dataset", args=[one.name, suffix]))

    return {
        "@id": at("csv").removesuffix(".csv"),
        "@type": "dcat:Dataset",
        "dct:identifier": one.name,
        "dct:title": _said(one.title),
        "dct:description": _said(one.words),
        "dct:accessRights": "open",
        "dct:license": {"@id": LICENCE},
        "dct:accrualPeriodicity": "continuous",
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": {"@id": at(suffix)},
                "dcat:mediaType": MEDIA[suffix].partition(";")[0],
            }
            for suffix in MEDIA
        ],
    }


def _shared(one: Any, book: Book, root: str) -> dict[str, Any]:
    rights = one.sharing
    if one.condition:
        rights = f"{rights}: {one.condition.zh}"
    if one.closed_by:
        rights = f"{rights}: {one.closed_by.law} {one.closed_by.article}".strip()
    return {
        "@id": f"{root}#{one.id}",
        "@type": "dcat:DataService",
        "dct:identifier": one.id,
        "dct:title": _said(one.name),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": book.agency_name(one.agency).zh},
        "dct:accessRights": rights,
    }


def _said(text: Text) -> list[dict[str, str]]:
    said = [{"@language": "zh", "@value": text.zh}]
    return said + ([{"@language": "en", "@value": text.en}] if text.en else [])


def _cell(value: Any) -> Any:
    """Keep a spreadsheet from reading a value as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t" else value
