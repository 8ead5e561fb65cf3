"""Agreements in a reorganisation (协议承接): the successor signs in the place of who was party before.

A data service that another agency has now is registered under it, with the state it had; who of
this city had an agreement signs the same terms with the successor, and the former one is revoked in
the same moment. A party elsewhere is noted for the terms to be signed anew: until then, and at most to the
sunset of the former address, the former one holds (通知承接; 民法典 第五百三十二条、第五百五十六条).
"""

from dataclasses import replace
from datetime import datetime

from tongban.agencies import api as agencies
from tongban.agencies.api import Foreseen, Moved, Shift
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.data_services import DataService
from tongban.catalogue.domain.model import Book
from tongban.exchange.domain import grants
from tongban.exchange.domain.grants import ACTIVE, Agreement, Terms
from tongban.exchange.domain.members import MemberId
from tongban.exchange.domain.services import DEPRECATED, LIVE
from tongban.exchange.models import AgreementRow, ServiceRow
from tongban.exchange.registry import agreements, members, publishing, snapshot
from tongban.exchange.registry.changing import changed
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM


@agencies.mover("agreements")
def move(shift: Shift, after: str) -> Moved:
    """Move every data service and agreement of the agencies that lost or got powers, at once.

    They are few, and a signature takes a millisecond.
    """
    del after
    book, done, left = catalogue.book(shift.on), 0, dict[str, str]()
    for service in book.data_services.values():
        done += _service(service, left, at=shift.at)
    for row in AgreementRow.objects.filter(state=ACTIVE).order_by("id"):
        done += _client(snapshot.agreement(row), shift)
    return Moved(done, left=left)


def foresee(shift: Shift, book: Book) -> Foreseen:
    """Say which agreements would pass to a successor in the book of that day; changes nothing."""
    seen, goes = Foreseen("agreements"), {one.id: one.agency for one in book.data_services.values()}
    codes = {card.code: name for name, one in book.data_services.items()
             if (card := publishing.card_of(one))}  # fmt: skip
    for row in AgreementRow.objects.filter(state=ACTIVE).order_by("id"):
        terms = snapshot.agreement(row).terms
        code = terms.service.rpartition("/")[2].rpartition(".v")[0]
        for member, now in (
            (MemberId.read(terms.provider).code, goes.get(codes.get(code, ""))),
            (MemberId.read(terms.client).code, None),
        ):
            to = now or shift.lineage.heir(member, on=shift.on)
            if member not in (members.PLATFORM, to):
                seen.add(f"{code}（{len(terms.purposes)} 个用途）", member, to)
    return seen


def _service(service: DataService, left: dict[str, str], *, at: datetime) -> int:
    """Register a service under whoever has it today, and have its agreements signed anew."""
    card = publishing.card_of(service)
    rows = ServiceRow.objects.filter(code=card.code, major=card.major, state__in=(LIVE, DEPRECATED))
    mine = [row for row in rows if snapshot.is_ours(row.member)]
    now = str(members.ours(service.agency))
    former = [row for row in mine if row.member != now and row.state == LIVE]
    if not former:
        return 0
    member = members.enrol_ours(service.agency, catalogue.agency_name(service.agency), at=at)
    row = publishing.register(card, member=str(member), actor=SYSTEM, at=at)
    _stand(row, LIVE, at)  # the system behind it is the one that was tried
    done = 0
    for old in former:
        name = f"{old.member}/{old.code}.v{old.major}"
        for one in AgreementRow.objects.filter(service=name, state=ACTIVE).order_by("id"):
            terms = snapshot.agreement(one).terms
            if not snapshot.is_ours(terms.client):
                left[terms.client] = "请对方与承接机关重签；原协议到原地址停用那天为止"
                continue
            new = replace(terms, provider=str(member), service=f"{member}/{row.code}.v{row.major}")
            done += _again(snapshot.agreement(one), new, at=at)
        _stand(old, DEPRECATED, at)
    return done


def _client(one: Agreement, shift: Shift) -> int:
    """Have the heir of a client of ours sign in its place."""
    member = MemberId.read(one.terms.client)
    if not snapshot.is_ours(one.terms.client) or member.code == members.PLATFORM:
        return 0
    code = shift.lineage.heir(shift.lineage.standing(member.code, on=shift.on), on=shift.on)
    if code == member.code:
        return 0
    heir = members.enrol_ours(code, catalogue.agency_name(code), at=shift.at)
    return _again(one, replace(one.terms, client=str(heir)), at=shift.at)


def _again(old: Agreement, terms: Terms, *, at: datetime) -> int:
    """Sign the same terms with the successor and revoke the former agreement, where both are ours."""
    if agreements.in_force(terms.client, terms.service) is None:
        made = agreements.offer(replace(terms, since=time.city_date(at).isoformat()), at=at, actor=SYSTEM)  # fmt: skip
        if made.state == grants.OFFERED:
            agreements.sign(made.id, verdict=grants.ACCEPT, actor=SYSTEM, at=at)
    agreements.supersede(old, actor=SYSTEM, at=at)
    return 1


def _stand(row: ServiceRow, state: str, at: datetime) -> None:
    """Put a service into a state without a trial: a reorganisation changes no program."""
    if row.state == state:
        return
    row.state, row.changed_at = state, at
    row.deprecated_on = time.city_date(at) if state == DEPRECATED else None
    row.save(update_fields=["state", "changed_at", "deprecated_on"])
    changed("directory", at=at, service=f"{row.member}/{row.code}.v{row.major}", act=state)
