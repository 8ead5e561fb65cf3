"""Cases between cities (跨城通办): received in one, decided in the other, told and handed out.

The city that received a case asks the competent one as it would ask another agency here: a branch
of the case. What the other city needs goes there in one parcel (facts, files, who, what for), and
is a case there under the same number, counted from the day it was received. How it goes on comes
back in parcels, too. They arrive in order and once, whatever happens to the line.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases import drafts, files, handling, store, submitting
from tongban.cases.domain import branches, events
from tongban.cases.domain.applications import MatterFiled, Submitted
from tongban.cases.domain.branches import (
    AGREE,
    CITY,
    OBJECT,
    Asked,
    BranchAnswered,
    BranchAsked,
    BranchTold,
)
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.parties import APPLICANT
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.problems import FileTooLarge
from tongban.cases.submitting import Handed
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import FactRef
from tongban.exchange.federation import api as federation
from tongban.facts import api as facts
from tongban.facts.domain.statements import SAID
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.problems import Problem
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard
from tongban.people import api as people

ASKED, TOLD = "case.asked", "case.told"
PROGRESS = ("cases.Accepted", "cases.SupplementRequested")
LARGEST = 4 * 1024 * 1024  # of all files of a case; a parcel has to pass every door
_WORDS = {
    Status.ACCEPTED: "已受理",
    Status.SUPPLEMENT: "需要补正",
    Status.GRANTED: "准予",
    Status.REFUSED: "不予",
    Status.WITHDRAWN: "已撤回",
    Status.NOT_ACCEPTED: "不予受理",
    Status.TERMINATED: "已终止",
}


# The city that received it


def asked(state: CaseState, one: Asked) -> Asked:
    """Return what is asked as it is to be asked of a city; raises UnknownAgency, FileTooLarge."""
    if one.agency not in {row.pk for row in federation.cities()}:
        agencies.find(one.agency)
        return one
    if sum(file.size for file in drafts.files(state.attachments)) > LARGEST:
        raise FileTooLarge
    return replace(one, kind=CITY)


@ledger.listener("cases.BranchAsked", "cases.ask-city")
def send(heard: Heard) -> None:
    """Send what another city needs to decide the case, when it is asked to."""
    event = events.read(heard.event)
    state = store.load(heard.stream)
    if isinstance(event, BranchAsked) and event.kind == CITY and state is not None:
        at = heard.event.at
        federation.post(event.agency, ASKED, _parcel(state, event, at), at=at)


def _parcel(state: CaseState, event: BranchAsked, at: datetime) -> dict[str, Any]:
    """Write what the other city needs; each fact read for it is a look the person sees."""
    filed = state.filed
    purpose = Purpose(
        "case", filed.number, "国办发〔2020〕35号", f"“{filed.name}”转请{event.agency}办理"
    )
    found = handling.statements_of(state, purpose=purpose, actor=SYSTEM, at=at)
    playing = people.parties({filed.applicant, *filed.parties.values()})
    roles = {APPLICANT: filed.applicant, **filed.parties}
    return {
        "number": filed.number,
        "service": filed.service,
        "bind": dict(filed.bind),
        "received": filed.on.isoformat(),
        "about": event.about,
        "basis": purpose.basis,
        "parties": {
            role: {"kind": one.kind, "number": one.number, "name": one.name}
            for role, id_ in roles.items()
            for one in (playing[id_],)
        },
        "facts": [
            {"ref": str(ref), "value": one.value, "source": one.source.kind}
            for ref, one in found.items()
        ],
        "files": [_file(id_) for id_ in state.attachments],
    }


def _file(attachment: int) -> dict[str, Any]:
    row = drafts.file(attachment)
    content = base64.b64encode(bytes(row.content)).decode()
    return {
        "id": row.id, "name": row.name, "no": row.material_no, "ref": row.ref, "content": content,
    }  # fmt: skip


def told(city: str, said: Mapping[str, Any], at: datetime) -> None:
    """Take in how the case goes on in the other city, or what it decided."""
    stream = ledger.find_number(str(said["number"]))
    state = store.load(stream) if stream else None
    if stream is None or state is None or not state.status.is_open:
        return
    status, words = Status(said["status"]), str(said["words"])[: branches.LONGEST_WORDS]

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        open_ = [one for one in now.branches if one.is_open and one.asked.kind == CITY]
        key = next((one.asked.key for one in open_ if one.asked.agency == city), None)
        if key is None:  # it was taken back meanwhile
            return ()
        if status.is_open:
            return (BranchTold(today, key, status.value, words),)
        outcome = AGREE if status is Status.GRANTED else OBJECT
        return (BranchAnswered(today, key, outcome, words),)

    handling.take(stream, state, step, actor=SYSTEM, at=at)


# The city that decides it


def take(city: str, said: Mapping[str, Any], at: datetime) -> None:
    """File what another city asks this one to decide; what cannot be filed is told at once."""
    number = f"{said['number']}@{city}"
    if (stream := ledger.find_number(number)) is not None:
        _tell(stream, at)
        return
    try:
        with transaction.atomic():
            _file_here(city, number, said, at)
    except (Problem, KeyError) as problem:
        words = f"{city}不能受理：{problem}"
        _post(city, str(said["number"]), Status.NOT_ACCEPTED, words, at)


def _file_here(city: str, number: str, said: Mapping[str, Any], at: datetime) -> None:
    received = time.start_of(date.fromisoformat(said["received"]))
    today = time.city_date(at)
    book = catalogue.book(today)
    service = book.services[said["service"]]
    parties = {role: _party(one, at) for role, one in said["parties"].items()}
    shard = ids.shard_of(parties[APPLICANT])
    application, case = ids.new(shard), ids.new(shard)
    matter = MatterFiled(
        key=service.id, case=case, number=number, stage=1, service=service.id,
        version=service.version, bind=said["bind"],
    )  # fmt: skip
    submitted = Submitted(
        on=time.city_date(received), applicant=parties[APPLICANT], goal=(service.id,),
        matters=(matter,), parties=parties, book_on=today, channel=CITY, title=service.name.zh,
    )  # fmt: skip
    kept = {
        one["id"]: drafts.keep(
            files.check(one["name"], base64.b64decode(one["content"])),
            owner=parties[APPLICANT], draft=None, case=case, service=service.id,
            material_no=one["no"], ref=one["ref"], actor=SYSTEM, at=at,
        )
        for one in said["files"]
    }  # fmt: skip
    named = {one.ref: str(one.id) for one in kept.values() if one.ref}
    handed = _facts(city, said, parties=parties, application=application, named=named, at=at)
    opened, _ = store.change_application(application, None, [submitted], actor=SYSTEM, at=at)
    # Its limits count from the day the other city received it.
    filed = submitting.file(
        [matter], submitted, handed=lambda _: handed, application=application,
        files=kept.values(), book=book, actor=SYSTEM, at=received,
    )  # fmt: skip
    ledger.append(opened, *filed)


def _party(said: Mapping[str, Any], at: datetime) -> int:
    known = people.find(said["number"]) if said["number"] else None
    if known is None:
        known = people.register(
            kind=said["kind"], number=said["number"], name=said["name"], actor=SYSTEM, at=at
        )
    return known.id


def _facts(
    city: str,
    said: Mapping[str, Any],
    *,
    parties: Mapping[str, int],
    application: int,
    named: Mapping[str, str],
    at: datetime,
) -> Handed:
    """Record what came: what a person said as such, all else as the other city's record."""
    refs = {FactRef.read(one["ref"]): one for one in said["facts"]}
    new = [
        facts.NewStatement(
            parties[ref.role],
            ref.kind,
            named.get(str(ref), one["value"]),
            facts.Source(
                one["source"] if one["source"] in SAID else "register",
                holder=city,
                case=application,
                law=said["basis"],
            ),
        )
        for ref, one in refs.items()
    ]
    made = dict(zip(refs, facts.record_all(new, actor=SYSTEM, at=at), strict=True))
    return Handed(parties, made, {ref: one["value"] for ref, one in refs.items()})


@ledger.listener("cases.Accepted", "cases.tell-city")
@ledger.listener("cases.SupplementRequested", "cases.tell-city-supplement")
@ledger.listener("cases.NotAccepted", "cases.tell-city-not-accepted")
@ledger.listener("cases.Terminated", "cases.tell-city-terminated")
@ledger.listener("cases.Withdrawn", "cases.tell-city-withdrawn")
@ledger.listener("cases.Closed", "cases.tell-city-closed")
def tell(heard: Heard) -> None:
    """Tell the city that received a case how it goes on here; what is overtaken is not told."""
    state = store.load(heard.stream)
    if state is not None and (heard.event.type not in PROGRESS or state.status.is_open):
        _tell(heard.stream, heard.event.at)


def _tell(stream: int, at: datetime) -> None:
    state = store.load(stream)
    number, _, city = state.filed.number.partition("@") if state else ("", "", "")
    if state is None or not city or state.status is Status.FILED:
        return
    words = _WORDS[state.status]
    if state.decided is not None and state.decided.reason:
        words += f"：{state.decided.reason}"
    if state.closed is not None and state.closed.identifier:
        words += f"；电子证照 {state.closed.identifier}"
    _post(city, number, state.status, words, at)


def _post(city: str, number: str, status: Status, words: str, at: datetime) -> None:
    federation.post(city, TOLD, {"number": number, "status": status.value, "words": words}, at=at)


federation.listen(ASKED, take)
federation.listen(TOLD, told)
