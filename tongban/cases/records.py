"""The record of a case under GB/T 39046 (办件数据): put together from the log, the papers and the facts.

Whoever the case is about, or decides it, may have it; reading the facts leaves a row that the
person can see.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import drafts, handling, notices
from tongban.cases.domain import clocks, events, records
from tongban.cases.domain.records import Logged, Office
from tongban.cases.domain.states import CaseState
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, PublicService
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.people import api as people

PERSON, COMPANY = "111", "001"  # 证件类型, GB/T 36903
Row = dict[str, Any]


def record(
    stream: int, state: CaseState, *, actor: Actor, at: datetime
) -> Mapping[str, Row | tuple[Row, ...] | None]:
    """Return every class with its items."""
    log = [
        Logged(events.read(one), one.at, one.actor.agency or state.filed.agency)
        for one in ledger.events(stream)
    ]
    service = handling.service_of(state)
    book = catalogue.book(state.filed.book_on)
    offices = {one.agency: _office(one.agency, book) for one in log}
    offices.setdefault(state.filed.agency, _office(state.filed.agency, book))
    applicant = people.party(state.filed.applicant)
    where = offices[state.filed.agency]
    return {
        records.APPLY: _apply(state, service, book, log[0].at, actor=actor, at=at),
        records.MATERIALS: tuple(_materials(state, service, log[0].at)),
        records.ACCEPT: _accept(stream, state, service, where, log),
        records.STEPS: tuple(records.steps(log, offices)),
        records.SPECIAL: tuple(records.special(state, applicant.name, where)),
        records.CLOSE: _close(state, service, book, where, log),
    }


def _office(code: str, book: Book) -> Office:
    try:
        found = agencies.find(code)
    except agencies.UnknownAgency:
        return Office(book.agency_name(code).zh, None)
    return Office(found.name.zh, found.uscc)


def _type(service: PublicService) -> tuple[str, str]:
    """Return the kind of case (A.6): done at once, promised, or neither published."""
    days = service.promised.days
    if days is None:
        return "其他", "9"
    return ("即办件", "1") if days == 0 else ("承诺件", "2")


def _region(book: Book) -> str:
    name = book.city.get("region_name") or ""
    said = name.get("zh", "") if isinstance(name, Mapping) else str(name)
    return f"{book.region} {said}".strip()


def _apply(
    state: CaseState,
    service: PublicService,
    book: Book,
    applied: datetime,
    *,
    actor: Actor,
    at: datetime,
) -> Row:
    filed, applicant = state.filed, people.party(state.filed.applicant)
    contact = people.party(filed.parties.get("contact", filed.applicant))
    said = _said(state, book, actor=actor, at=at)
    legal = filed.parties.get("legal_rep")
    kind, code = _type(service)
    return records.row(
        records.APPLY,
        {
            "办件编号": filed.number,
            "实施编码": service.standard.get("task_code") or service.id,
            "事项名称": filed.name,
            "办件类型": kind,
            "办件类型代码": code,
            "申请者名称": applicant.name,
            "申请者证件类型代码": COMPANY if applicant.kind == "company" else PERSON,
            "申请者证件号码": applicant.number,
            "联系人/代理人姓名": contact.name,
            "联系人/代理人证件类型": COMPANY if contact.kind == "company" else PERSON,
            "联系人/代理人证件号码": contact.number,
            "手机": said.get("phone"),
            "邮编": said.get("postcode"),
            "通讯地址": said.get("address"),
            "法定代表人": people.party(legal).name if legal else None,
            "申报来源代码": records.CHANNELS.get(filed.channel, "9"),
            "申请时间": records.written(applied.astimezone(time.CITY)),
            "行政区划": _region(book),
        },
    )


def _said(state: CaseState, book: Book, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return a telephone and an address, by the type of the fact: the contact's, else the applicant's.

    Nobody else's: of a stranger whom the applicant named, the record tells nothing.
    """
    wanted = {"phone": "phone", "address": "address"}
    found: dict[str, Any] = {}
    statements = handling.statements_of(
        state, purpose=handling.purpose_of(state), actor=actor, at=at
    )
    parties, own = state.filed.parties, state.filed.applicant
    for role in ("contact", "applicant", *(one for one in parties if parties[one] == own)):
        for ref in sorted(ref for ref in statements if ref.role == role):
            if name := wanted.get(book.kind(ref.kind).type):
                found.setdefault(name, statements[ref].value)
    return found


def _materials(state: CaseState, service: PublicService, applied: datetime) -> list[Row]:
    """List the materials with how each was received."""
    files = drafts.files(state.attachments)
    rows = []
    for one in service.materials:
        own = [file for file in files if file.material_no == one.no and not file.ref]
        lacks = f"material:{one.no}" in state.lacking
        how = records.LIBRARY if one.is_held else records.FILE if own else None
        taken = bool(own) or one.is_held or one.kind == "form"
        rows.append(
            records.row(
                records.MATERIALS,
                {
                    "材料名称": one.name.zh,
                    "是否收取": taken,
                    "收取方式": records.LATER if lacks else how,
                    "收取数量": len(own) or int(taken),
                    "收取时间": records.written(applied.astimezone(time.CITY)) if taken else None,
                    "附件实体": [f"{file.name} {file.digest}" for file in own] or None,
                },
            )
        )
    return rows


def _accept(
    stream: int, state: CaseState, service: PublicService, where: Office, log: list[Logged]
) -> Row | None:
    """Return the class of the intake, None while it was not accepted."""
    if state.accepted is None:
        return None
    papers = [one.number for one in notices.listed(ledger.events(stream)) if one.kind == "accepted"]
    dues = clocks.due_dates(state, agencies.calendar())
    kind, code = _type(service)
    by = next((one.event.by for one in log if isinstance(one.event, events.Accepted)), "")
    return records.row(
        records.ACCEPT,
        {
            "办件编号": state.filed.number,
            "基本编码": service.standard.get("basic_code"),
            "实施编码": service.standard.get("task_code") or service.id,
            "事项名称": state.filed.name,
            "受理单位名称": where.name,
            "受理单位统一社会信用代码": where.uscc,
            "受理人员": by or None,
            "受理时间": records.written(state.accepted.on),
            "受理文书编号": papers[0] if papers else None,
            "承诺办结时间": records.written(dues.get("promised") or dues.get("statutory")),
            "办件类型": kind,
            "办件类型代码": code,
            "行政区划": _region(catalogue.book(state.filed.book_on)),
        },
    )


def _close(
    state: CaseState, service: PublicService, book: Book, where: Office, log: list[Logged]
) -> Row | None:
    """Return the class of the end, None while the case is open."""
    ended, closed = state.ended, state.closed
    if ended is None or closed is None:
        return None
    licence = book.licences.get(service.output.licence or "")
    issuer = _office(licence.holder, book) if licence else where
    posted = state.course.delivered is not None and state.course.delivered.method == "post"
    at = next((one.at for one in reversed(log) if isinstance(one.event, events.Closed)), None)
    return records.row(
        records.CLOSE,
        {
            "办件编号": state.filed.number,
            "办理人": ended.by or None,
            "办结时间": records.written(at.astimezone(time.CITY) if at else closed.on),
            "结果证照名称": closed.result,
            "结果证照编号": closed.identifier,
            "办件结果描述": records.result_words(state),
            "证照有效期限": records.written(closed.valid_to),
            "发证/盖章单位": issuer.name if closed.licence else where.name,
            "行政区划": _region(book),
            "是否快递寄送": posted,
            "是否收费": bool(service.fee.get("amount") or service.fee.get("rule")),
        },
    )
