"""Leaflets (印发的指南和手册): what a guide or a manual of duties says on paper, in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from tongban.catalogue.api import Guide, Manual
from tongban.catalogue.domain.guide import GuideLaw, GuideLimit
from tongban.doors.shared.jinja import city
from tongban.doors.shared.words import language, listed, moment, said
from tongban.kernel.time import city_date, now
from tongban.licences import api as licences

TEMPLATES = Path(__file__).parent / "templates"
MOST_READINGS = 200  # on paper; the rest are in the other form


class Dated(Protocol):
    """A dated change as a list shows it."""

    @property
    def day(self) -> str:
        """Return the day from which it holds."""

    @property
    def words(self) -> tuple[str, ...]:
        """Return what is different, in sentences."""

    @property
    def first(self) -> bool:
        """Whether it is the beginning."""

    @property
    def name(self) -> str:
        """Return what it belongs to, empty where that is plain."""


def guide(
    made: Guide,
    changes: Iterable[Dated],
    marks: Mapping[str, str],
    *,
    address: str,
) -> bytes:
    """Return the guide of a service as PDF/A."""
    data = _frame(said(made.name), _("办事指南"), said(made.agency), address) | {
        "sums": _guide_sums(made),
        "sections": [
            section for section in _guide_sections(made, changes, marks) if section["rows"]
        ],
    }
    return licences.document(TEMPLATES / "leaflet.typ", data)


def manual(
    made: Manual,
    changes: Iterable[Dated],
    marks: Mapping[str, str],
    *,
    address: str,
) -> bytes:
    """Return the manual of duties of an agency as PDF/A."""
    data = _frame(said(made.name), _("职能手册"), said(made.agency.name), address) | {
        "sums": [
            [str(len(made.services)), _("件主办")],
            [str(len(made.helps)), _("件协办")],
            [str(len(made.holdings)), _("种证照和数据")],
        ],
        "sections": [
            section for section in _manual_sections(made, changes, marks) if section["rows"]
        ],
    }
    return licences.document(TEMPLATES / "leaflet.typ", data)


@dataclass(frozen=True, slots=True)
class OwnFact:
    """A fact in one's own copy (本人副本): its name, value and source; `why` it is not used."""

    name: str
    value: str = field(repr=False)
    source: str
    day: str
    why: str = ""


def own_data(name: str, rows: list[OwnFact], made: Mapping[str, Any], *, address: str) -> bytes:
    """Return what is known about somebody as sealed PDF/A, for themselves."""
    frame = _frame(_("%(name)s的数据") % {"name": name}, _("本人副本"), "", address)
    data = frame | {
        "foot": _("%(day)s导出，内容完整，请小心保管。") % {"day": frame["day"]},
        "sums": [
            [str(sum(not each.why for each in rows)), _("项信息")],
            [str(len(made["consents"])), _("项同意")],
            [str(len(made["readings"])), _("次查看")],
        ],
        "sections": [
            section
            for section in (
                _section(_("政府知道的"), [(each.name, _fact(each)) for each in rows]),
                _section(
                    _("谁看过"),
                    [(moment(each["at"]), f"{each['who']}　{said(each['why'])}")
                     for each in made["readings"][:MOST_READINGS]],
                ),
            )
            if section["rows"]
        ],
    }  # fmt: skip
    plain = licences.document(TEMPLATES / "leaflet.typ", data)
    return licences.sign(plain, reason="本人数据副本", location=city())


def _fact(each: OwnFact) -> str:
    return "　".join(one for one in (each.value, f"（{each.source}，{each.day}）", each.why) if one)


def _frame(title: str, over: str, under: str, address: str) -> dict[str, Any]:
    today = city_date(now()).isoformat()
    return {
        "lang": language(),
        "title": title,
        "over": over,
        "under": under if under != title else "",
        "day": today,
        "address": address,
        "foot": _("按 %(day)s 现行有效的定义生成；以网页上的为准。") % {"day": today},
    }


def _section(
    title: str, rows: Iterable[tuple[str, str]], *, numbered: bool = False
) -> dict[str, Any]:
    return {
        "title": title,
        "numbered": numbered,
        "rows": [{"label": label, "value": value} for label, value in rows],
    }


def _guide_sums(made: Guide) -> list[list[str]]:
    asked = [m for m in made.materials if m.required and m.source == "asked"]
    limit = made.promised if made.promised.days is not None else made.statutory
    return [
        [str(len(asked)), _("样要您交")],
        [str(made.visits), _("次要您跑")],
        [
            "—" if limit.days is None else str(limit.days),
            _("天办好") if limit.days is not None else _("时限未公布"),
        ],
    ]


def _guide_sections(
    made: Guide, changes: Iterable[Dated], marks: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    yield _section(_("什么人能办"), [("", said(text)) for text in made.conditions], numbered=True)
    yield _section(_("要交什么"), _materials(made))
    yield _section(
        _("什么情形不一样"),
        [
            (said(each.name), "；".join(said(words) for words in each.changes))
            for each in made.situations
        ],
    )
    yield _section(_("怎么办"), [
        ("", said(step.text) + (_beside(said(step.agency)) if step.agency else ""))
        for step in made.steps
    ], numbered=True)  # fmt: skip
    yield _section(
        _("多久办好"),
        [
            (_("承诺时限"), _limit(made.promised)),
            (_("法定时限"), _limit(made.statutory)),
            *((_("不算在内"), said(text)) for text in made.special),
        ],
    )
    yield _section(_("费用、地点和结果"), _outcome(made))
    yield _section(_("问与答"), [(said(each.question), said(each.answer)) for each in made.answers])
    yield _section(_("依据"), _laws(made.laws, marks))
    yield _section(_("变更记录"), _changes(changes))


def _beside(words: str) -> str:
    """Put words in brackets, as the reader's language writes them."""
    return f" ({words})" if language() == "en" else f"（{words}）"


def _materials(made: Guide) -> list[tuple[str, str]]:
    sources = {"held": _("政府已掌握，不用交"), "filled": _("系统代填"), "asked": _("要您提供")}
    rows = []
    for each in made.materials:
        whose = sources[each.source]
        if each.source == "held" and each.holder:
            whose += _beside(said(each.holder))
        when = "" if each.required else f"　{said(each.when) if each.when else _('有的情况才要')}"
        rows.append((said(each.name), f"{whose}{when}"))
    return rows


def _limit(limit: GuideLimit) -> str:
    words = said(limit.words)
    return (
        f"{words}　{said(limit.text)}" if limit.text and limit.text.zh != limit.words.zh else words
    )


def _outcome(made: Guide) -> list[tuple[str, str]]:
    visits = said(made.visits_text) if made.visits_text else ""
    place = made.place
    rows = [
        (_("费用"), said(made.fee) or _("未公布")),
        (_("去现场"), f"{made.visits}　{visits}" if made.visits else f"{_('不用去')}　{visits}"),
        (_("在哪里办"), place.place or _("网上，或任何一个综合窗口")),
        (_("办理时间"), place.hours or ""),
        (_("咨询电话"), place.enquiry_phone or ""),
        (_("监督电话"), place.complaint_phone or ""),
        (_("异地办理"), said(made.cross_region) if made.cross_region else ""),
        (_("办好得到"), said(made.result) or _("未公布")),
        (_("怎么拿到"), listed(map(said, made.handing))),
        (_("有效期"), said(made.validity) if made.validity else ""),
    ]
    return [(label, value.strip()) for label, value in rows if value.strip()]


def _laws(laws: Iterable[GuideLaw], marks: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (
            said(law.title),
            "　".join(
                part
                for part in (said(law.article), marks.get(law.status, law.status), law.url or "")
                if part
            ),
        )
        for law in laws
    ]


def _changes(changes: Iterable[Dated]) -> list[tuple[str, str]]:
    rows = []
    for each in changes:
        words = "；".join(each.words) or _("开始施行")
        rows.append((each.day, f"{each.name}　{words}" if each.name else words))
    return rows


def _manual_sections(
    made: Manual, changes: Iterable[Dated], marks: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    yield _section(
        _("主办的事项"),
        [
            (said(each.name), _service(each.kind, each.promised, each.statutory, said(each.result)))
            for each in made.services
        ],
    )
    yield _section(
        _("协办的事项"),
        [
            (
                said(each.name),
                f"{said(each.agency)}　{'；'.join(said(role) for role in each.roles)}",
            )
            for each in made.helps
        ],
    )
    yield _section(_("牵头的一件事"), [("", said(name)) for _id, name in made.leads], numbered=True)
    yield _section(
        _("持有的证照和数据"),
        [
            (said(each.name), "、".join(said(name) for name in each.states) or "—")
            for each in made.holdings
        ],
    )
    yield _section(_("依据"), _laws(made.laws, marks))
    yield _section(_("变更记录"), _changes(changes))


def _service(kind: str, promised: GuideLimit, statutory: GuideLimit, result: str) -> str:
    parts = [
        kind,
        f"{_('承诺时限')} {said(promised.words)}",
        f"{_('法定时限')} {said(statutory.words)}",
        f"{_('办好得到')} {result}" if result else "",
    ]
    return "　".join(part for part in parts if part)
