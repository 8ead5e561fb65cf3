"""The guide of a service (办事指南): what a page tells about it, ready to be shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.domain.articles import article
from tongban.catalogue.domain.model import (
    Book,
    Days,
    LegalBasis,
    Material,
    PublicService,
    Situation,
)
from tongban.catalogue.domain.services import sentence, text
from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class GuideMaterial:
    """A material as the guide shows it (办事材料): who holds it, or who must bring it.

    `source` is "held" (the government holds it: not asked), "filled" (a form the platform
    fills) or "asked"; `holder` names the agency that holds it, `issuer` who issues it. `kind` is
    the kind of licence it is, `of` the roles whose it is.
    """

    name: Text
    source: str
    required: bool
    holder: Text | None = None
    licence: Text | None = None
    issuer: Text | None = None
    when: Text | None = None
    kind: str | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideLimit:
    """A time limit in words and number (时限); `words` says 未公布 where none is published."""

    days: int | None
    unit: str | None
    words: Text
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step with the agency that takes it (办理环节)."""

    no: int
    text: Text
    agency: Text | None = None


@dataclass(frozen=True, slots=True)
class GuideLaw:
    """An article with a way to its text (依据): the register's whole name and official page.

    `status` says whether the article was read (text_read, page_read, unverified); `url` is None
    where the register knows no page, `exact` whether it is the text itself and not a database.
    """

    law: str
    article: Text
    status: str
    title: Text
    url: str | None = None
    exact: bool = False
    rank: str = ""


@dataclass(frozen=True, slots=True)
class GuidePlace:
    """Where, when and whom to ask (办理地点、时间、咨询), as far as the definition says."""

    place: str | None = None
    hours: str | None = None
    enquiry: str | None = None
    enquiry_phone: str | None = None
    complaint_phone: str | None = None
    url: str | None = None

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return any((self.place, self.hours, self.enquiry, self.enquiry_phone, self.complaint_phone))


@dataclass(frozen=True, slots=True)
class GuideAnswer:
    """A question people ask and its answer (常见问题)."""

    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class GuideSituation:
    """A situation that changes something (情形): its name and what is different in it."""

    name: Text
    changes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything an office guide states about a service (办事指南)."""

    id: str
    version: str
    name: Text
    kind: str
    agency: Text
    cooperating: tuple[Text, ...]
    applicants: Text | None
    conditions: tuple[Text, ...]
    materials: tuple[GuideMaterial, ...]
    steps: tuple[GuideStep, ...]
    statutory: GuideLimit
    promised: GuideLimit
    fee: Text
    visits: int
    visits_text: Text | None
    result: Text
    validity: Text | None
    law: tuple[LegalBasis, ...]
    cross_region: Text | None
    special: tuple[Text, ...]
    events: tuple[tuple[str, Text], ...]
    unverified: tuple[str, ...]
    demo_days: int | None
    service: PublicService
    laws: tuple[GuideLaw, ...] = ()
    place: GuidePlace = GuidePlace()
    answers: tuple[GuideAnswer, ...] = ()
    situations: tuple[GuideSituation, ...] = ()
    licences: tuple[str, ...] = ()
    """The kinds of licences that stand for required materials, in the order of the materials."""
    handing: tuple[Text, ...] = ()
    """The ways a result on paper comes to the applicant (领取方式)."""


WAYS = {
    "post": Text("邮寄给您", "sent to you by post"),
    "pickup": Text("凭取件码来取", "fetched with a code"),
}
UNPUBLISHED = Text("未公布", "not published")
_UNITS = {
    "working_day": Text("个工作日", "working days"),
    "calendar_day": Text("日", "days"),
}
_FREE = Text("免费", "free of charge")
_WORKED_OUT = Text("按情况计算", "worked out from your situation")
_FEE_UNITS = {
    "元": "yuan", "元/本": "yuan per booklet", "元/证": "yuan per card", "元/件": "yuan per case",
    "元/年": "yuan per year", "元/月": "yuan per month",
}  # fmt: skip
_ACROSS = Text("可跨区域办理", "Can be done from another place")
_NOT_ACROSS = Text("不跨区域办理", "Not done from another place")
_SOURCES = {"licence": "held", "data": "held", "form": "filled"}


def guide_of(service: PublicService, book: Book) -> Guide:
    """Gather the guide of a service from the book."""
    return Guide(
        id=service.id,
        version=service.version,
        name=service.name,
        kind=service.kind,
        agency=_agency(service.agency, book),
        cooperating=tuple(_agency(each.agency, book) for each in service.cooperating),
        applicants=service.applicants,
        conditions=tuple(each.text for each in service.requirements),
        materials=tuple(_material(each, book) for each in service.materials),
        steps=tuple(
            GuideStep(each.no, each.text, _agency(each.agency, book) if each.agency else None)
            for each in service.steps
        ),
        statutory=limit_of(service.statutory),
        promised=limit_of(service.promised),
        fee=fee_words(service.fee),
        visits=service.visits,
        visits_text=service.visits_text,
        result=service.output.name,
        validity=service.output.validity,
        law=service.law,
        cross_region=_cross(service.cross_region),
        special=tuple(each.text or Text(each.type) for each in service.special),
        events=tuple(
            (event.id, event.title or event.name)
            for event in book.events.values()
            if any(item.service == service.id for item in event.items)
        ),
        unverified=service.unverified,
        demo_days=service.demo_days,
        service=service,
        **_more(service, book),
    )


def _more(service: PublicService, book: Book) -> dict[str, Any]:
    """Gather what stands beside the procedure: law, place, questions, situations."""
    return {
        "laws": laws_of(service.law, book),
        "place": _place(service.standard),
        "answers": tuple(_answer(each) for each in service.faq),
        "situations": tuple(
            GuideSituation(each.name, tuple(_changes(each, service))) for each in service.situations
        ),
        "licences": tuple(
            each.licence for each in service.materials if each.required and each.licence
        ),
        "handing": tuple(
            WAYS[way] for way in (service.output.handing.ways if service.output.handing else ())
        ),
    }


def laws_of(law: Iterable[LegalBasis], book: Book) -> tuple[GuideLaw, ...]:
    """Join what is cited with what the register of laws knows of it; articles of one law together."""
    articles: dict[tuple[str, str], list[str]] = {}
    for each in law:
        known = articles.setdefault((each.law, each.status), [])
        if each.article and each.article not in known:
            known.append(each.article)
    return tuple(
        _law(name, status, "、".join(found), book) for (name, status), found in articles.items()
    )


def _law(name: str, status: str, cited: str, book: Book) -> GuideLaw:
    known = book.laws.get(name)
    return GuideLaw(
        name,
        article(cited),
        status,
        known.title if known else Text(name),
        known.url if known else None,
        exact=bool(known and known.status == "verified"),
        rank=known.rank if known else "",
    )


def _place(standard: Mapping[str, Any]) -> GuidePlace:
    return GuidePlace(
        place=standard.get("place"),
        hours=standard.get("hours"),
        enquiry=standard.get("enquiry"),
        enquiry_phone=standard.get("enquiry_phone"),
        complaint_phone=standard.get("complaint_phone"),
        url=standard.get("online_url"),
    )


def _answer(said: Mapping[str, Any]) -> GuideAnswer:
    return GuideAnswer(text(said["question"]), text(said["answer"]))


def _changes(situation: Situation, service: PublicService) -> Iterator[Text]:
    """Say what a situation changes: the materials, the steps, the fee, the limits, the visits."""
    # A part that points to a situation is worded with its name.
    named = [
        each.name
        for each in service.materials
        if each.when_text and each.when_text.zh == situation.name.zh
    ]
    steps = [each.text for each in service.steps if each.situation == situation.id]
    for parts, zh, en in ((named, "材料", "Materials"), (steps, "环节", "Steps")):
        if parts:
            yield Text(
                f"{zh}：{'、'.join(each.zh for each in parts)}",
                f"{en}: {', '.join(each.in_('en') for each in parts)}",
            )
    if situation.fee is not None:
        fee = fee_words(situation.fee)
        yield Text(f"费用：{fee.zh}", f"Fee: {fee.in_('en')}")
    for limit, zh, en in (
        (situation.promised, "承诺时限", "Promised"),
        (situation.statutory, "法定时限", "By law"),
    ):
        if limit is not None:
            words = limit_of(limit).words
            yield Text(f"{zh}：{words.zh}", f"{en}: {words.in_('en')}")
    if situation.visits is not None:
        yield Text(f"去现场 {situation.visits} 次", f"Visits: {situation.visits}")


def _agency(code: str, book: Book) -> Text:
    known = book.agencies.get(code)
    return (known.local or known.name) if known else Text(code)


def _material(material: Material, book: Book) -> GuideMaterial:
    licence = book.licences.get(material.licence or "")
    return GuideMaterial(
        name=material.name,
        source=_SOURCES.get(material.kind, "asked"),
        required=material.required,
        holder=_agency(material.held_by, book) if material.held_by else None,
        licence=licence.name if licence else None,
        issuer=material.issuer,
        when=material.when_text,
        kind=material.licence,
        of=material.of,
    )


def limit_of(days: Days) -> GuideLimit:
    """Say a limit; where the source publishes no number none is invented.

    >>> limit_of(Days(None)).words.zh, limit_of(Days(20)).words.zh
    ('未公布', '20 个工作日')
    """
    if days.days is None:
        return GuideLimit(None, None, UNPUBLISHED, days.text)
    unit = _UNITS[days.unit]
    said = Text(f"{days.days} {unit.zh}", f"{days.days} {unit.en}")
    return GuideLimit(days.days, days.unit, said, days.text)


def fee_words(fee: Mapping[str, Any]) -> Text:
    """Say a fee: the source's own sentence where there is one.

    >>> fee_words({"amount": 0}).zh, fee_words({"amount": None}).zh, fee_words({"amount": 40, "unit": "元"}).zh
    ('免费', '未公布', '40 元')
    >>> fee_words({"amount": "20.25", "rule": "…"}).zh, fee_words({"rule": "…"}).zh
    ('20.25 元', '按情况计算')
    """
    amount, said = fee.get("amount"), sentence(fee.get("text"))
    if amount in (0, "0"):
        return Text(said.zh, said.en or _FREE.en) if said else _FREE
    if amount is None and fee.get("rule"):
        return _besides(_WORKED_OUT, said)
    if amount is None:
        return said or UNPUBLISHED
    unit = str(fee.get("unit") or "元")
    in_numbers = Text(f"{amount} {unit}", f"{amount} {_FEE_UNITS.get(unit, unit)}")
    return in_numbers if said and said.zh == in_numbers.zh else _besides(in_numbers, said)


def _besides(first: Text, said: Text | None) -> Text:
    """Put the source's own sentence in brackets behind it, in English only where it has any."""
    if said is None:
        return first
    return Text(f"{first.zh}({said.zh})", f"{first.en} ({said.en})" if said.en else first.en)


def _cross(cross: Mapping[str, Any]) -> Text | None:
    if not cross:
        return None
    head = _ACROSS if cross.get("available") else _NOT_ACROSS
    rest = [text(cross[key]) for key in ("scope", "text") if cross.get(key)]
    if not rest:
        return head
    english = "; ".join(each.en for each in rest if each.en)
    return Text(
        f"{head.zh}:{';'.join(each.zh for each in rest)}",
        f"{head.en}: {english}" if english else head.en,
    )
