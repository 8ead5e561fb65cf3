"""Submitting an application: our way through the ledger, the bare function, Django's ORM.

One submit is 15 answers checked and 1 stream, 3 events, 2 tasks, 1 counter and 1 outbox row made,
encoded, written and committed to disk. The bare loop calls the same SQL function with arguments
that were encoded before the clock started; the ORM writes the same rows in one transaction. They
take turns, slice by slice, each on one connection.
"""

import os
import statistics
import time
from pathlib import Path

from tongban.cli.commands.bench import ground, row
from tongban.config.process import settle

ROUNDS = 25  # short slices in turn, so that what disturbs the machine disturbs all alike
SECONDS = 0.4
MOST = 3000  # submits a slice at most
TICKS = os.sysconf("SC_CLK_TCK")

FORM = [
    ("string", "吴䶮"), ("idno", "350102198803090375"), ("phone", "13800000000"),
    ("address", "榕城市鼓楼区东街 1 号"), ("date", "2026-04-10"), ("money", "12000.50"),
    ("number", "85.5"), ("enum", "个体工商户"), ("bool", "true"), ("text", "小吃店,早晚供应。"),
    ("string", "榕香小吃"), ("region", "350102"), ("string", "早餐"), ("number", "6"),
    ("date", "2026-05-01"),
]  # fmt: skip


def run():
    """Measure, and return the rows."""
    ground()
    from django.db import connection

    from tongban.ledger import api as ledger

    ledger.listener("bench.Submitted", "bench")(print)
    # As the server does at its start.
    settle()
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    ways = {"ours": Ours(), "bare": Bare(), "create": Orm(bulk=False), "bulk": Orm(bulk=True)}
    rates = {name: [] for name in ways}
    costs = {name: [] for name in ways}
    for way in ways.values():
        way.prepare()
        way.slice(0.3)
    for _ in range(ROUNDS):
        for name, way in ways.items():
            way.prepare()
            pid = way.pid or backend
            cpu, began = _cpu(pid), time.perf_counter()
            done = way.slice(SECONDS)
            rates[name].append(done / (time.perf_counter() - began))
            costs[name].append((_cpu(pid) - cpu) * 1000 / done)
    _clean()

    def rate(what, other, **more):
        pairs = zip(rates["ours"], rates[other], strict=True)
        ratio = statistics.median(one / two for one, two in pairs)
        middle = statistics.median(rates["ours"]), statistics.median(rates[other])
        return row(what, *middle, ratio=ratio, unit="1/s", **more)

    def cost(what, other, **more):
        # A busy machine only ever adds to what a submit costs: take each way's quiet quarter.
        quiet = [statistics.quantiles(costs[name], n=4)[0] for name in ("ours", other)]
        return row(what, *quiet, unit="ms", at_most=True, **more)

    return [
        rate("submit against the bare SQL function", "bare", goal=0.6),
        cost("CPU a submit against the ORM", "create", goal=0.25),
        cost("CPU a submit against the ORM in bulk", "bulk", goal=None),
        rate("submit against the ORM", "create", goal=None),
        rate("submit against the ORM in bulk", "bulk", goal=None),
    ]


def check():
    """Check the fifteen answers as the form does."""
    return {f"f{n}": checker(kind, raw)[0] for n, (checker, kind, raw) in enumerate(_compiled())}


_form = []


def _compiled():
    if not _form:
        from tongban.cases.domain.fields import of_type
        from tongban.catalogue.domain.model import FactKind
        from tongban.kernel.text import Text

        for n, (type_, raw) in enumerate(FORM):
            options = (Text(raw),) if type_ == "enum" else ()
            kind = FactKind(f"f{n}", Text(f"字段 {n}"), type_, options=options)
            _form.append((of_type(type_), kind, raw))
    return _form


class Ours:
    """Through the ledger's face: checked, encoded and written."""

    pid = None

    def prepare(self):
        """Nothing is made beforehand."""

    def slice(self, seconds):
        """Submit for so long; return how many."""
        until, done = time.perf_counter() + seconds, 0
        while time.perf_counter() < until:
            self.submit(application(check()))
            done += 1
        return done

    def submit(self, made):
        """Append."""
        from tongban.ledger import api as ledger

        ledger.append(made)


class Bare(Ours):
    """The same function on a plain connection, with arguments that lie ready."""

    def __init__(self):
        import psycopg

        from tongban.config import database

        self.stock = []
        self.connection = psycopg.connect(database.conninfo(), autocommit=True)
        self.pid = self.connection.info.backend_pid

    def prepare(self):
        """Encode enough for a slice."""
        from tongban.ledger.writing import encode

        while len(self.stock) < MOST:
            self.stock.append((encode([application(check())])[0],))

    def slice(self, seconds):
        """Call for so long, or until nothing lies ready; return how many calls."""
        stock, execute, before = self.stock, self.connection.execute, len(self.stock)
        until = time.perf_counter() + seconds
        while stock and time.perf_counter() < until:
            execute("select append_v1(%s)", stock.pop(), prepare=True)
        return before - len(stock)


class Orm(Ours):
    """The same rows as Django's models, in one transaction."""

    def __init__(self, *, bulk):
        self.bulk = bulk

    def submit(self, made):
        """Save the rows."""
        from django.db import transaction

        from tongban.kernel import ids
        from tongban.ledger import codec, models

        shard, stream, head = ids.shard_of(made.stream), made.stream, made.head
        events = [
            models.EventRow(
                shard=shard, stream=stream, seq=n, id=ids.new(shard), type=event.type, at=event.at,
                actor=codec.actor_out(event.actor), data=event.data, schema=event.schema,
                objects_touched=[(ref.type, ref.id, ref.role) for ref in event.objects],
            )
            for n, event in enumerate(made.events, 1)
        ]  # fmt: skip
        tasks = [
            models.TaskRow(
                shard=shard, stream=stream, id=ids.new(shard), queue=task.queue, kind=task.kind,
                due_at=task.due_at, data=task.data,
            )
            for task in made.open
        ]  # fmt: skip
        rows = [
            models.StreamRow(
                shard=shard, id=stream, kind=made.kind, version=len(events), status=head.status,
                queue=head.queue, subject=head.subject, number=head.number, label=head.label,
                due=head.due, attrs=head.attrs, created_at=made.events[0].at,
                changed_at=made.events[-1].at,
            ),
            models.OutboxRow(
                event=events[0].id, listener="bench", shard=shard, stream=stream, seq=1
            ),
            models.CounterRow(
                queue=tasks[0].queue, kind=tasks[0].kind, id=tasks[0].id, delta=1, shard=shard
            ),
        ]  # fmt: skip
        with transaction.atomic():
            if self.bulk:
                models.EventRow.objects.bulk_create(events)
                models.TaskRow.objects.bulk_create(tasks)
            else:
                rows += events + tasks
            for one in rows:
                one.save(force_insert=True)


def application(answers):
    """One application as the cases room writes it: statement ids in the event, never values."""
    from datetime import timedelta

    from tongban.kernel import ids
    from tongban.kernel.actors import Actor, Assurance
    from tongban.kernel.events import Event, Ref
    from tongban.kernel.identifiers import case_number
    from tongban.kernel.time import city_date, now
    from tongban.ledger import api as ledger

    shard, at = ids.draw_shard(), now()
    stream, subject = ids.new(shard), ids.new(shard)
    day = city_date(at)
    actor = Actor("person", subject, "吴䶮", assurance=Assurance.CODE)
    refs = (Ref("case", str(stream), "of"), Ref("party", str(subject), "applicant"))
    # The facts room numbers its statements; they stand here as they would come from it.
    statements = {key: stream + n for n, key in enumerate(answers)}
    events = [
        Event("bench.Submitted", at, actor, {"service": "SC-FOOD", "facts": statements}, refs),
        Event("bench.Checked", at, actor, {"findings": []}, refs),
        Event("bench.Routed", at, actor, {"agency": "SC"}, refs),
    ]
    number = case_number(day, shard, stream & 0xFFFFFFFFFF)
    head = ledger.Head(
        "filed", "SC", subject, number, "食品经营许可", day + timedelta(7), {"service": "SC-FOOD"}
    )
    due = at + timedelta(7)
    tasks = (
        ledger.Task(ids.new(shard), "SC", "intake", due, {"number": number}),
        ledger.Task(ids.new(shard), "clock", "silence", due, {}),
    )
    return ledger.Append(stream, "case", 0, events, head, tasks)


def _cpu(pid):
    """Seconds of processor used by this process and the database's process that serves it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS


def _clean():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "truncate ledger_event, ledger_stream, ledger_task, ledger_outbox, ledger_counter"
        )
