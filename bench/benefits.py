"""Benefits that find people, at full size: 100,000 residents, five policies, two nights and a month.

Everything granted is laid beside an oracle that reads the rules without the engine: nothing may be
granted that is not due, nothing due be left out, nothing granted twice, and no money go to another
account than the payee's own. The yardstick of speed is that oracle: plain Python, person by person.
"""

import json
import resource
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from tongban.cli.commands.bench import ground, row

PERSONS = 100_000
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def run():
    """Measure, and return the rows."""
    ground()
    from tongban.cli.simulation import city
    from tongban.config import database

    with database.as_owner():
        city.reset()
    from tests.benefits.oracle import due_of
    from tongban.catalogue import api as catalogue
    from tongban.cli.simulation import registry
    from tongban.kernel.actors import SYSTEM
    from tongban.oversight.benefits import api as benefits

    catalogue.publish(city.PILOT, actor=SYSTEM)
    rows = list(registry.people(PERSONS, seed=5, on=DAY))
    registry.write(benefits.residents(), rows)
    began = time.perf_counter()
    due = due_of(rows)
    plain = time.perf_counter() - began
    began = time.perf_counter()
    night = benefits.run(benefits.residents(), at=AT)
    drawn = time.perf_counter() - began
    began = time.perf_counter()
    _confirm(night, AT)
    carried = time.perf_counter() - began
    lines = sum(sum(one.said["counts"].values()) for one in night.lists)
    agreed, agreeing = _everybody_agrees()
    again = benefits.run(benefits.residents(), at=AT + timedelta(days=1))
    _confirm(again, AT + timedelta(days=1))
    found, times, wrong = _granted(rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        row("draw the lists of a night (100,000 people, 5 policies)", drawn, plain, goal=None, unit="s"),
        row("carry the confirmed lists, lines a second", lines / carried, 1, goal=None, unit="/s"),
        row("two steps of a person, a second", agreed / agreeing, 1, goal=None, unit="/s"),
        row("lines of the night, and what the oracle finds due", lines, len(due), goal=None, unit=""),
        row("granted and not due, or another amount", _beyond(found, due), 1, goal=0, at_most=True, unit=""),
        row("due and not granted", len(due.keys() - found.keys()), 1, goal=0, at_most=True, unit=""),
        row("granted twice", sum(n > 1 for n in times.values()), 1, goal=0, at_most=True, unit=""),
        row("money to another's account", wrong, 1, goal=0, at_most=True, unit=""),
        row("most megabytes resident", peak, 1, goal=None, unit="MB"),
    ]  # fmt: skip


def _beyond(found, due):
    return sum(due.get(key) != amount for key, amount in found.items())


def _confirm(night, at):
    from tongban.cli.simulation import benefits
    from tongban.kernel.time import now
    from tongban.ledger import api as ledger

    for one in night.lists:
        benefits.sign(one.id, one.agency)
    at = max(at, now()) + timedelta(hours=1)
    while ledger.due(at) + ledger.drain(500):
        pass


def _everybody_agrees():
    from tongban.cases.proposals import api as proposals
    from tongban.cases.proposals import store
    from tongban.kernel.actors import Actor
    from tongban.ledger import api as ledger

    began, done = time.perf_counter(), 0
    while True:
        page = ledger.heads(kind=store.PROPOSAL, status="offered", limit=500)
        if not page.items:
            return done, time.perf_counter() - began
        for head in page.items:
            proposals.agree(head.number, actor=Actor("person", head.subject), at=AT)
            done += 1


def _granted(rows):
    """Return what was granted, how often, and how many pay-outs go to another's account."""
    from tongban.cases.proposals import store
    from tongban.exchange.gateway import sealed
    from tongban.exchange.models import TradeRow
    from tongban.exchange.payments import store as payments
    from tongban.ledger import api as ledger
    from tongban.people import api as people

    found, times, after = {}, Counter(), None
    while True:
        page = ledger.heads(kind=store.PROPOSAL, after=after, limit=500)
        histories = ledger.history([head.stream for head in page.items])
        states = [store.law.fold(store.read(e) for e in one) for one in histories.values()]
        numbers = people.parties({one.offer.person for one in states})
        for one in states:
            if one.granted is None:
                continue
            home = one.offer.holder.startswith("h")
            holder = one.offer.holder if home else numbers[one.offer.person].number
            found[one.offer.policy, holder] = one.granted.amount
            times[one.offer.policy, holder, one.offer.period] += 1
        after = page.next
        if after is None:
            break
    own = {one["account"]: (one["person"], one["name"]) for one in rows if one["payee"] is None}
    wrong = 0
    for trade in TradeRow.objects.filter(kind="payout").iterator():
        to = json.loads(sealed.open_(bytes(trade.sealed)))
        out, _ = payments.pay_out(trade.stream)
        payee = people.party(out.said.payee)
        wrong += own[to["account"]] != (payee.number, to["name"])
    return found, times, wrong
