"""Payments: nothing paid is forgotten, nothing is charged twice, whatever the provider does."""

import contextlib
import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tongban.exchange import api as exchange
from tongban.exchange.payments import reconciling, settling, store, till, working
from tongban.exchange.payments.bank.book import Book
from tongban.exchange.payments.bank.serving import Bank, serve
from tongban.exchange.payments.domain import problems
from tongban.exchange.payments.domain import trades as law
from tongban.exchange.payments.http import HttpProvider
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.signing import keyring
from tongban.kernel.text import Text
from tongban.people import api as people

LINES = (exchange.Line(Text("工本费"), 4000, "发改价格〔2003〕2322号"),)
ABOUT = ("case", "A-1")
CLERK, COLLEAGUE = (Actor("officer", n, capacity="clerk", agency="GA") for n in (1, 2))


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """The bank as it runs, and the connector to it; its book is emptied for each test."""
    ring = keyring(tmp_path_factory.mktemp("bank"))
    bank = Bank(Book(), ring.signer("bank"), ring.signer("us").public, tells=False)
    server = serve(bank)
    to = HttpProvider(
        bank.address, ring.signer("us"), bank.signer.public, notify="http://127.0.0.1:9/n",
        patience=0.5,
    )  # fmt: skip
    yield bank, to
    server.shutdown()
    server.server_close()


@pytest.fixture
def bank(line):
    """An empty bank without faults."""
    bank, _ = line
    bank.book = Book()
    for queue in (bank.faults, bank.notices, bank.statement_faults):
        queue.clear()
    return bank


@pytest.fixture
def provider(line):
    """The connector."""
    return line[1]


@pytest.fixture
def payer(db):
    """Somebody who is to pay, as an actor."""
    one = people.register(number="35010219900101771X", name="林晓舟", actor=SYSTEM)
    return Actor("person", one.id)


@pytest.fixture
def ordered(payer):
    """An order of forty yuan, to be paid within a day."""
    return exchange.order(
        about=ABOUT, payer=payer.id, lines=LINES, actor=SYSTEM, label="补领居民身份证",
        agency="GA", until=time.now() + timedelta(days=1),
    )  # fmt: skip


def begun(payer, provider, at=None):
    """Begin to pay, as far as the page to pay at; the number of the trade."""
    order = exchange.begin_payment(ABOUT, actor=payer, at=at)
    working.work(provider, at=(at or time.now()) + timedelta(seconds=5))
    return store.trades(order.stream)[-1].number


def later(provider, seconds=400, rounds=4):
    """Let the worker go on."""
    for n in range(1, rounds + 1):
        working.work(provider, at=time.now() + timedelta(seconds=n * seconds))


def test_what_is_paid_is_known_by_asking_without_any_notification(bank, provider, payer, ordered):
    assert exchange.order_of(ABOUT).status == "open"
    number = begun(payer, provider)
    assert exchange.order_of(ABOUT).pay_at == f"{bank.address}/pay/{number}"
    bank.paid(number)
    later(provider)
    assert exchange.order_of(ABOUT).status == "paid"


def test_ordered_twice_or_begun_twice_is_one_payment(provider, bank, payer, ordered):
    again = exchange.order(about=ABOUT, payer=payer.id, lines=LINES, actor=SYSTEM)
    exchange.begin_payment(ABOUT, actor=payer)
    exchange.begin_payment(ABOUT, actor=payer)
    later(provider)
    assert again.stream == ordered.stream
    assert len(bank.book.rows) == 1


def test_a_lost_answer_creates_nothing_a_second_time(bank, provider, payer, ordered):
    bank.faults.extend(["lost", "down", "garbled", "slow"])
    exchange.begin_payment(ABOUT, actor=payer)
    later(provider, rounds=6)
    assert len(bank.book.rows) == 1
    assert exchange.order_of(ABOUT).pay_at


def test_a_payment_after_the_time_was_over_goes_back(bank, provider, payer, ordered):
    number = begun(payer, provider)
    settling.lapse(ordered.stream, at=time.now() + timedelta(days=2))
    later(provider, seconds=200_000)
    assert bank.book.rows[number]["state"] == "closed"
    bank.paid(number, late=True)
    settling.settle(number, provider.payment(number), at=time.now())
    later(provider)
    order = exchange.order_of(ABOUT)
    assert (order.status, order.back) == ("lapsed", 4000)
    assert bank.book.rows[f"R{number[1:]}"]["state"] == "paid"


def test_paid_at_the_window_and_online_too_goes_back_once(bank, provider, payer, ordered):
    number = begun(payer, provider)
    bank.paid(number)
    till.take(ABOUT, means="cash", actor=CLERK, agency="GA")
    later(provider)
    later(provider)
    order = exchange.order_of(ABOUT)
    assert (order.status, order.means, order.back) == ("paid", "cash", 4000)
    assert sum(row["kind"] == "refund" for row in bank.book.rows.values()) == 1


def test_a_refund_is_made_once_whatever_becomes_of_its_answer(bank, provider, payer, ordered):
    bank.paid(begun(payer, provider))
    later(provider)
    exchange.refund(ABOUT, reason="申请人撤回", law="行政许可法", actor=SYSTEM)
    bank.faults.extend(["lost", "down", "lost"])
    later(provider, rounds=6)
    assert exchange.order_of(ABOUT).status == "refunded"
    assert sum(row["kind"] == "refund" for row in bank.book.rows.values()) == 1
    with pytest.raises(problems.NothingToRefund):
        exchange.refund(ABOUT, reason="again", law="无", actor=SYSTEM)


def test_a_fee_without_a_law_or_an_amount_is_not_ordered(payer):
    for line in (exchange.Line(Text("费"), 100, ""), exchange.Line(Text("费"), 0, "法")):
        with pytest.raises(problems.BadAmount):
            exchange.order(about=ABOUT, payer=payer.id, lines=[line], actor=SYSTEM)


def test_a_stranger_sees_no_order(ordered, stranger_actor):
    with pytest.raises(problems.NoSuchOrder):
        exchange.begin_payment(ABOUT, actor=stranger_actor)


@pytest.fixture
def stranger_actor(db):
    """Somebody else."""
    one = people.register(number="350102199002027725", name="周遥", actor=SYSTEM)
    return Actor("person", one.id)


@pytest.mark.parametrize("fault", ["missing", "extra", "amount"])
def test_a_statement_that_differs_is_a_task_of_a_person_once(bank, provider, payer, ordered, fault):
    bank.paid(begun(payer, provider))
    later(provider)
    day = time.city_date(store.trades(ordered.stream)[0].settled_at)
    bank.book.rows[store.trades(ordered.stream)[0].number]["day"] = day.isoformat()
    for _ in range(2):
        bank.statement_faults.append(fault)
        reconciling.reconcile(provider, day, at=time.now())
    (found,) = reconciling.differences()
    assert found.said.why == fault
    reconciling.explain(found.stream, words="银行次日补列", actor=CLERK)
    assert reconciling.differences() == ()


def test_a_statement_brings_what_nobody_told(bank, provider, payer, ordered):
    number = begun(payer, provider)
    bank.paid(number)
    made = reconciling.reconcile(provider, time.city_date(time.now()), at=time.now())
    assert (exchange.order_of(ABOUT).status, made.differences, made.paid) == ("paid", 0, 4000)


def test_a_till_is_closed_by_two_people(payer, ordered):
    today = time.city_date(time.now())
    till.take(ABOUT, means="cash", actor=CLERK, agency="GA")
    with pytest.raises(problems.TillDiffers):
        till.count("GA", today, counted=3900, actor=CLERK)
    till.count("GA", today, counted=4000, actor=CLERK)
    with pytest.raises(problems.SecondPersonNeeded):
        till.confirm("GA", today, actor=CLERK)
    assert till.confirm("GA", today, actor=COLLEAGUE).status == "closed"


OUT = ("proposal", "Z-1")


def test_what_a_bank_sends_back_waits_for_an_account_and_is_paid_once(bank, provider, payer):
    bank.book.bad["6222000011112222"] = "closed"
    exchange.pay_out(
        about=OUT, payee=payer.id, account=exchange.Payee("6222000011112222", "林晓舟"),
        amount=10000, actor=SYSTEM, label="高龄津贴",
    )  # fmt: skip
    later(provider)
    back = exchange.pay_out_of(OUT)
    assert (back.status, back.why, back.account) == ("returned", "closed", "…2222")
    exchange.redirect(OUT, account=exchange.Payee("6222000033334444", "林晓舟"), actor=SYSTEM)
    later(provider)
    assert exchange.pay_out_of(OUT).status == "paid_out"
    paid = [one for one in bank.book.rows.values() if one["state"] == "paid"]
    assert [one["amount"] for one in paid] == [10000]


def test_what_came_back_days_later_is_seen_by_the_statement(bank, provider, payer):
    exchange.pay_out(
        about=OUT, payee=payer.id, account=exchange.Payee("1", "林晓舟"), amount=10000,
        actor=SYSTEM,
    )  # fmt: skip
    later(provider)
    (row,) = store.trades(exchange.pay_out_of(OUT).stream)
    bank.book.send_back(row.number, "wrong_account")
    reconciling.reconcile(provider, row.settled_on, at=time.now())
    assert exchange.pay_out_of(OUT).status == "returned"


EXAMPLES = int(os.environ.get("TONGBAN_PAYMENT_EXAMPLES", "12"))
FAULTS = st.sampled_from(["lost", "down", "garbled", ""])


class Paying(RuleBasedStateMachine):
    """One order, a payer who does what payers do, and a provider that fails in every way."""

    bank = provider = payer = None
    serial = 0

    @initialize()
    def order(self):
        """Order, under a number of its own."""
        Paying.serial += 1
        self.bank.book = Book()
        for queue in (self.bank.faults, self.bank.notices, self.bank.statement_faults):
            queue.clear()
        self.about = ("case", f"S-{Paying.serial}")
        self.now = time.now()
        self.stream = exchange.order(
            about=self.about, payer=self.payer.id, lines=LINES, actor=SYSTEM,
            until=self.now + timedelta(hours=1),
        ).stream  # fmt: skip
        self.cash = False

    @rule()
    def begin(self):
        """The payer presses the button."""
        with contextlib.suppress(problems.NotToBePaid):
            exchange.begin_payment(self.about, actor=self.payer, at=self.now)

    @rule(faults=st.lists(FAULTS, max_size=3), seconds=st.integers(1, 2000))
    def work(self, faults, seconds):
        """The worker looks, and the provider fails as it likes."""
        self.now += timedelta(seconds=seconds)
        self.bank.faults.extend(one for one in faults if one)
        working.work(self.provider, at=self.now)
        self.bank.faults.clear()

    @rule(late=st.booleans(), which=st.integers(0, 3))
    def pay(self, late, which):
        """The payer pays one of the pages they were shown, perhaps after its time."""
        rows = [n for n, row in self.bank.book.rows.items() if row["kind"] == "pay"]
        if rows:
            self.bank.paid(rows[which % len(rows)], late=late)

    @precondition(lambda self: self.bank and self.bank.notices)
    @rule(twice=st.booleans(), drop=st.booleans())
    def notify(self, twice, drop):
        """A notification arrives, once, twice or never."""
        _, said = self.bank.notices.popleft()
        for _ in range(0 if drop else 2 if twice else 1):
            told = law.Said(said["state"], said["amount"], why=said["why"])
            settling.settle(said["number"], told, at=self.now)

    @rule()
    def lapse(self):
        """The clock runs out."""
        settling.lapse(self.stream, at=self.now)

    @rule()
    def at_the_window(self):
        """The payer pays cash instead."""
        try:
            till.take(self.about, means="cash", actor=CLERK, agency="GA", at=self.now)
            self.cash = True
        except problems.NotToBePaid:
            pass

    @rule()
    def withdraw(self):
        """The case is withdrawn: unpaid it is closed, paid it goes back."""
        exchange.close_order(self.about, reason="撤回", law="法", actor=SYSTEM, at=self.now)

    @invariant()
    def nothing_goes_back_that_never_came(self):
        """No refund is larger than its payment, and none is made twice."""
        for row in self.bank.book.rows.values() if self.bank else ():
            if row["kind"] == "refund" and row["state"] == "paid":
                assert self.bank.book.rows[row["of"]]["state"] == "paid"
                assert row["amount"] <= self.bank.book.rows[row["of"]]["amount"]

    def teardown(self):
        """In the end everything is told: what is kept is what is owed, and once."""
        if not hasattr(self, "stream"):
            return
        for _ in range(8):
            self.now += timedelta(seconds=2000)
            working.work(self.provider, at=self.now)
        settling.lapse(self.stream, at=self.now)
        reconciling.reconcile(self.provider, time.city_date(time.now()), at=self.now)
        for _ in range(3):
            self.now += timedelta(seconds=2000)
            working.work(self.provider, at=self.now)
        rows = self.bank.book.rows.values()
        came = sum(r["amount"] for r in rows if r["kind"] == "pay" and r["state"] == "paid")
        back = sum(r["amount"] for r in rows if r["kind"] == "refund" and r["state"] == "paid")
        order = exchange.order_of(self.about)
        kept = came - back
        online = order.status == "paid" and order.means == "online"
        assert kept == (4000 if online else 0), (order, dict(self.bank.book.rows))
        if self.cash:
            assert order.means == "cash"


def test_no_payment_is_forgotten_and_nobody_pays_twice(bank, provider, payer):
    Paying.bank, Paying.provider, Paying.payer = bank, provider, payer
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Paying,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=14, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_the_bank_as_a_process_keeps_its_book_over_a_restart(tmp_path):
    first = Book(tmp_path / "bank.sqlite")
    first.create({"number": "P1", "amount": 5, "words": "x"}, "2026-11-23")
    first.pay("P1", "2026-11-23")
    assert Book(tmp_path / "bank.sqlite").statement("2026-11-23") == [
        {"kind": "pay", "number": "P1", "amount": 5}
    ]
