"""Standing benefits when facts change (待遇动态核定): a death, a move, a ground taken away, at once.

Who hears it judges that person anew by the engine of the night, on the registry's line with what
was reported laid over it. What is no longer due is stopped and told with its reason. Nothing is
claimed back here: that is two officers' decision, after the person was heard. When somebody died
nobody is asked for anything: the family has one letter, and the agency sees the date.

A household's benefit is judged anew when the registry is delivered next, unless whoever received
it has died; what a licence stated beside yes and no is unknown until then.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tongban.cases.proposals import api as proposals
from tongban.cases.proposals.domain import proposals as law
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.exchange import api as exchange
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard
from tongban.licences import api as licences
from tongban.oversight.benefits import answering, drawing, nightly
from tongban.oversight.population import running
from tongban.people import api as people

DECEASED = "deceased"
DIED = ("死亡", "身故", "去世", "死者")
"""How an officer says in the reason of a revocation that the holder has died."""
BASIS = "国务院令第716号 第七条"
Told = Mapping[str, Any]
"""What is known now, by kind of fact; None for what is not known any more."""


@ledger.listener(facts.REPORTED, "oversight.benefits-reported")
def reported(heard: Heard) -> None:
    """Judge anew what somebody has when a register reports of them."""
    person = _named(heard, "subject")
    if not proposals.standing_of(person):
        return
    wanted = heard.event.data["statements"]
    found = facts.statements(wanted.values(), purpose=_purpose(), actor=SYSTEM)
    told = {one.kind: one.value for one in found.values() if not one.erased}
    judge(person, told, at=heard.event.at)


@ledger.listener("licences.Revoked", "oversight.benefits-revoked")
def revoked(heard: Heard) -> None:
    """Judge anew what somebody has when a licence it rests on is revoked."""
    person = _named(heard, "holder")
    if not proposals.standing_of(person):
        return
    if any(word in str(heard.event.data.get("reason", "")) for word in DIED):
        judge(person, {DECEASED: True}, at=heard.event.at)
        return
    head = ledger.head(heard.stream)
    if head is None:
        return
    kind = str(head.attrs["kind"])
    held = licences.held_by([person], kinds=[kind], purpose=_purpose(), actor=SYSTEM)
    today = city_date(heard.event.at)
    if not any(one.state_on(today) == "valid" for one in held):
        judge(person, without(kind, catalogue.book(today)), at=heard.event.at)


def without(licence: str, book: Book) -> dict[str, Any]:
    """Say what is so for whoever has not this licence: no where it is yes or no, else unknown."""
    return {
        str(fact["key"]): False if fact.get("type") == "bool" else None
        for policy in book.policies.values()
        if policy.grant
        for fact in policy.facts
        if fact.get("known_from") == licence
    }


def judge(person: int, told: Told, *, at: datetime) -> int:
    """Stop what somebody has and is not due any more (即时核定); returns how much was stopped."""
    standing = proposals.standing_of(person)
    if told.get(DECEASED):
        return _after_death(person, standing, at)
    mine = [one for one in standing if one.person == person and one.holder == f"p{person}"]
    reasons = refusals(person, {one.policy for one in mine}, told, at=at)
    for one in mine:
        if one.policy in reasons:
            proposals.stop_stream(one.latest, reason=reasons[one.policy], actor=SYSTEM, at=at)
    return sum(one.policy in reasons for one in mine)


def refusals(person: int, policies: set[str], told: Told, *, at: datetime) -> dict[str, str]:
    """Judge one person by the engine of the night; returns why each policy is not theirs now."""
    number = people.party(person).number
    if not policies or not number or not nightly.residents().exists():
        return {}
    on = city_date(at)
    book = catalogue.book(on)
    with TemporaryDirectory() as folder:
        line, out = Path(folder) / "one.parquet", Path(folder) / "judged.parquet"
        if not _line(number, policies, told, book, line):
            return {}
        known = sorted(policies & book.policies.keys())
        made = running.population(known, line, out, book=book, on=on, key=drawing.NUMBER)
        found = {
            column.rule.policy: drawing.refusals(out, column, {number}).get(number, "")
            for column in made.assembly.columns
        }
    return {policy: reason for policy, reason in found.items() if reason}


def _line(number: str, policies: set[str], told: Told, book: Book, out: Path) -> bool:
    """Write a person's line of the registry with what was told laid over it; False for none."""
    import polars as pl

    table = pl.scan_parquet(nightly.residents()).filter(pl.col(drawing.NUMBER) == number).collect()
    for policy in policies & book.policies.keys():
        for fact in book.policies[policy].facts:
            key, kind = str(fact["key"]), str(fact.get("held_as") or "").rpartition(".")[2]
            said = next((one for one in (kind, key) if one in told), None)
            if said is not None and key in table.columns:
                type_ = table.schema[key]
                value = answering.typed(told[said], type_, str(fact.get("type")))
                table = table.with_columns(pl.lit(value, dtype=type_).alias(key))
    table.write_parquet(out)
    return table.height > 0


def _after_death(person: int, standing: tuple[proposals.Standing, ...], at: datetime) -> int:
    """End what a person had and received, quietly; one letter to the family, none to the dead."""
    book, names = catalogue.book(city_date(at)), []
    for one in standing:
        reason = law.DEATH if one.person == person else law.PAYEE_DIED
        proposals.stop_stream(one.latest, reason=reason, actor=SYSTEM, at=at, tells=False)
        if one.person == person:
            names.append(book.policies[one.policy].name.zh)
    if not names:
        return len(standing)
    family = {n for several in people.related(person).values() for n in several}
    family |= {one.payee for one in standing}
    values = {"name": "、".join(dict.fromkeys(names)), "who": people.party(person).name}
    for survivor in sorted(family - {person}):
        exchange.notify(
            person=survivor, template="benefit-after-death", values=values,
            about=("family", ""), actor=SYSTEM, at=at,
        )  # fmt: skip
    return len(standing)


def _named(heard: Heard, role: str) -> int:
    return next(int(one.id) for one in heard.event.objects if one.role == role)


def _purpose() -> Purpose:
    return Purpose("plan", "benefits", BASIS, "登记有变动，核对您正在享受的待遇")
