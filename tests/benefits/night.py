"""One night and what follows, as officers, people and the bank do it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from tongban.agencies import api as agencies
from tongban.cases.proposals import api as proposals
from tongban.cases.proposals import store
from tongban.catalogue import api as catalogue
from tongban.exchange.models import TradeRow
from tongban.exchange.payments import settling
from tongban.exchange.payments.domain import trades as law
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.oversight.benefits import api as benefits
from tongban.people import api as people

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def officers(definitions):
    """Publish the definitions, and appoint two officers of each agency that grants."""
    catalogue.publish(definitions, actor=SYSTEM)
    made = {}
    for agency in ("MZ", "WJ", "EDU"):
        pair = []
        for n in (1, 2):
            account = people.open_staff_account(
                username=f"{agency}{n}", password=None, name=f"{agency}{n}", actor=SYSTEM
            )
            agencies.appoint(account=account.pk, agency=agency, duty="reviewer", actor=SYSTEM)
            pair.append(Actor("officer", account.pk, agency, "reviewer", agency=agency))
        made[agency] = pair
    return made


def confirm(night, officers, at=AT):
    """Two officers confirm every list; the worker carries them."""
    for one in night.lists:
        first, second = officers[one.agency]
        benefits.see(one.id, actor=first, at=at)
        benefits.confirm(one.id, actor=second, at=at)
    work(at)


def work(at):
    """The worker goes on until nothing is left."""
    at += timedelta(hours=1)
    while ledger.due(at) + ledger.drain():
        pass


def everybody_agrees():
    """Whoever is offered something confirms it, with the account on record."""
    for head in ledger.heads(kind=store.PROPOSAL, status="offered", limit=5000).items:
        me = Actor("person", head.subject)
        proposals.agree(head.number, actor=me, at=AT)


def settle_bank():
    """The bank takes every pay-out."""
    for row in TradeRow.objects.filter(kind=law.PAY_OUT).exclude(state=law.DONE):
        settling.settle(row.number, law.Said(law.SUCCESS, row.amount), at=AT)
    work(AT)


def granted():
    """Everything granted: (policy, holder by number) to fen, and how often."""
    found, times = {}, Counter()
    for head in ledger.heads(kind=store.PROPOSAL, limit=10_000).items:
        now, _ = store.load(head.stream)
        if now.granted is None:
            continue
        number = people.party(now.offer.person).number
        holder = now.offer.holder if now.offer.holder.startswith("h") else number
        found[now.offer.policy, holder] = now.granted.amount
        times[now.offer.policy, holder, now.offer.period] += 1
    return found, times
