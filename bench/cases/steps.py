"""A case of six tasks with a parallel split, durable after each step, against SpiffWorkflow.

Both sides do at each step what a web application must: read the case, restore its state, take one
step, save, committed to disk before the next. Ours takes the whole of a procedure with its law:
intake with its clock, two agencies asked in parallel, decision, delivery, each step decided by
the domain on the state folded from its events. SpiffWorkflow runs the same six tasks in BPMN.
"""

import json
import os
import statistics
import time
from pathlib import Path

from bench.policy import peers
from tongban.cli.commands.bench import row

TICKS = os.sysconf("SC_CLK_TCK")
AT_ONCE = 64
FORM = {f"field{n}": "榕香小吃店,早晚供应。" for n in range(15)}


class Engine:
    """Six steps through the cases room: fold, decide, append."""

    def __init__(self):
        from tongban.agencies import api as agencies
        from tongban.kernel.actors import Actor
        from tongban.kernel.time import city_date, now

        self.calendar = agencies.calendar()
        self.at = now()
        self.today = city_date(self.at)
        self.officer = Actor("officer", 5, "陈立", "reviewer", agency="SC")
        self.other = Actor("officer", 6, "郑书衡", "reviewer", agency="XF")

    def case(self):
        """Take one case from its filing to its delivery; returns its stream."""
        stream = self.file()
        self.step(stream, self.take_in, self.officer)
        self.step(stream, self.ask, self.officer)
        self.step(stream, self.answer("XF:1"), self.other)
        self.step(stream, self.answer("HB:1"), self.other)
        self.step(stream, self.decide, self.officer)
        self.step(stream, self.deliver, self.officer)
        return stream

    def file(self):
        """File it, durably."""
        from tongban.ledger import api as ledger

        appended, _ = self.filing()
        ledger.append(appended)
        return appended.stream

    def filing(self, applicant=None):
        """Make the filing: fifteen statements, with their numbers as the facts room gives them."""
        from tongban.cases import store
        from tongban.cases.domain.events import Filed
        from tongban.cases.domain.limits import Limit
        from tongban.kernel import ids
        from tongban.kernel.actors import Actor
        from tongban.kernel.identifiers import case_number

        shard = ids.shard_of(applicant) if applicant else ids.draw_shard()
        applicant, stream = applicant or ids.new(shard), ids.new(shard)
        filed = Filed(
            on=self.today, number=case_number(self.today, shard, stream & 0xFFFFFFFFFF),
            service="BENCH-SHOP", version="2026-01-01", agency="SC", applicant=applicant,
            application=ids.new(shard), book_on=self.today, parties={"applicant": applicant},
            statements={f"applicant.{name}": stream + n for n, name in enumerate(FORM)},
            statutory=Limit(20), promised=Limit(10), name="食品经营许可",
        )  # fmt: skip
        return store.change(
            stream, None, [filed], actor=Actor("person", applicant), at=self.at,
            calendar=self.calendar,
        )  # fmt: skip

    def step(self, stream, decide, actor):
        """Read, decide, write: one durable step."""
        from tongban.cases import store
        from tongban.ledger import api as ledger

        state = store.load(stream)
        appended, _ = store.change(
            stream, state, decide(state), actor=actor, at=self.at, calendar=self.calendar
        )
        ledger.append(appended)

    def take_in(self, state):
        """受理."""
        from tongban.cases.domain import decisions

        return decisions.take_in(state, today=self.today, calendar=self.calendar)

    def ask(self, state):
        """并联征求意见."""
        from tongban.cases.domain import branches

        asked = [branches.Asked(one, "是否同意", days=5) for one in ("XF", "HB")]
        return branches.ask(state.branches, asked, today=self.today)

    def answer(self, key):
        """反馈."""
        from tongban.cases.domain import branches

        return lambda state: branches.answer(
            state.branches, key, outcome="agree", said="", today=self.today
        )

    def decide(self, state):
        """决定, with the delivery still to come."""
        from tongban.cases.domain import branches, decisions

        branches.ensure_decidable(state.branches, grants=True, wholly=True, reason="")
        return decisions.decide(
            state, outcome="granted", reason="", remedy=None, today=self.today,
            calendar=self.calendar, ruling=decisions.Ruling(officer=5),
        )  # fmt: skip

    def deliver(self, state):
        """办结送达."""
        from tongban.cases.domain import decisions

        return decisions.close(state, today=self.today, result="食品经营许可证")


class Many(Engine):
    """The same steps for many cases at once: each step of all is one durable round trip."""

    def cases(self, number):
        """Take so many through together."""
        from tongban.ledger import api as ledger

        pairs = [self.filing() for _ in range(number)]
        ledger.append(*(appended for appended, _ in pairs))
        streams = [appended.stream for appended, _ in pairs]
        steps = (
            (self.take_in, self.officer), (self.ask, self.officer),
            (self.answer("XF:1"), self.other), (self.answer("HB:1"), self.other),
            (self.decide, self.officer), (self.deliver, self.officer),
        )  # fmt: skip
        for decide, actor in steps:
            self.step_all(streams, decide, actor)

    def step_all(self, streams, decide, actor):
        """Read all, decide each, write all: durable before the next step."""
        from tongban.cases import store
        from tongban.ledger import api as ledger

        ledger.append(
            *(
                store.change(
                    stream, state, decide(state), actor=actor, at=self.at, calendar=self.calendar
                )[0]
                for stream, state in store.load_all(streams).items()
            )
        )


def run(*, full=False):
    """Measure, and return the rows."""
    from bench.cases import clean, ground

    ground()
    clean()
    from django.db import connection

    from tongban.config import database

    one, many = Engine(), Many()
    pid = connection.connection.info.backend_pid
    asked = {"conninfo": database.conninfo(), "seconds": 3 if full else 2, "form": FORM}
    python = peers.python("spiff")
    found = {"ours": [], "many": [], "spiff": []}
    for _ in range(5 if full else 3):
        found["ours"].append(_slice(lambda: (one.case(), 1)[1], asked["seconds"], pid))
        found["many"].append(
            _slice(lambda: (many.cases(AT_ONCE), AT_ONCE)[1], asked["seconds"], pid)
        )
        script = Path(peers.__file__).parents[1] / "peers" / "programs" / "spiff.py"
        said = peers.child(python, script, json.dumps(asked))
        found["spiff"].append((said["rate"], said["cpu_ms"]))
        size = said["bytes"]
    stored = _stored()
    clean()
    return _rows(found, stored, size)


def _rows(found, stored, size):
    def rate(name):
        return statistics.median(one[0] for one in found[name])

    def cpu(name):
        return min(one[1] for one in found[name])

    return [
        row("a case of six tasks, durable after each step, against SpiffWorkflow",
            rate("ours"), rate("spiff"), goal=15, unit="cases/s"),
        row("the same, CPU of client and database", cpu("spiff"), cpu("ours"), goal=20, unit="ms"),
        row(f"the same with {AT_ONCE} cases in hand at once, durable after each step",
            rate("many"), rate("spiff"), goal=None, unit="cases/s"),
        row(f"the same with {AT_ONCE} at once, CPU of client and database",
            cpu("spiff"), cpu("many"), goal=None, unit="ms"),
        row("stored for a finished case, indexes too, against 4 kB", stored, 4096, goal=1,
            at_most=True, unit="bytes"),
        row("stored for a finished case against SpiffWorkflow's state", stored, size, goal=1 / 3,
            at_most=True, unit="bytes"),
    ]  # fmt: skip


def _slice(some, seconds, pid):
    """Take cases through for so long: (cases a second, milliseconds of processor a case)."""
    some()
    done, cpu, began = 0, _cpu(pid), time.perf_counter()
    while time.perf_counter() - began < seconds:
        done += some()
    return done / (time.perf_counter() - began), (_cpu(pid) - cpu) * 1000 / done


def _cpu(pid):
    """Seconds of processor used by this process and the database's process that serves it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS


def _stored():
    """Bytes a finished case keeps: events and current row with their indexes, packed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum full ledger_event, ledger_stream")
        cursor.execute(
            "select (pg_total_relation_size('ledger_event') "
            "+ pg_total_relation_size('ledger_stream'))::float / count(*) from ledger_stream"
        )
        return cursor.fetchone()[0]
