"""A reorganisation at its day: open cases and demands carried over, killed in the middle, taken back.

Two agencies become one and one power goes down to the districts while much is open. What is timed
is the worker's own way, batch by batch; beside it stands what the goal allows (10,000 open cases
in a minute). What must hold is looked at each time: everything open lies with whoever is competent,
with its number, its clock and its due day; nothing became late; taken back, everything is home.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFORM = "RO-TRIAL"
NEW, PLACES = "GA-RK", ("350102", "350103", "350104", "350105", "350111", "350112")
MERGED = {"GA-HUKOU-MOVE": "GA-HJ", "GA-PASSPORT": "GA-CRJ"}
MOVED = "CG-SIGN"
SERVICES = (*MERGED, MOVED)
MATTERS = (
    ("GA-HJ", "政务服务/户籍证件"),
    ("CG", "城市管理/占道经营"),
    ("GA-CRJ", "政务服务/出入境"),
)
MATTER = "占道经营和流动摊贩"


def said(since, *, back=None, version=None, name="人口服务管理体制改革"):
    """Write the reorganisation as its file says it."""
    ended = f'taken_back: "{back}"\n' if back else ""
    return f"""reorganisation: {REFORM}
version: "{version or since}"
since: "{since}"
{ended}name: {{zh: {name}, en: Population services reform}}
law:
  - {{law: 地方各级人民代表大会和地方各级人民政府组织法, article: 第七十九条, status: unverified}}
agencies:
  {NEW}:
    name: {{zh: 人口服务管理局, en: Population Service Bureau}}
    local: {{zh: 榕城市人口服务管理局, en: Rongcheng Population Service Bureau}}
changes:
  - {{merge: [GA-HJ, GA-CRJ], into: {NEW}}}
  - move: {{services: [{MOVED}], licences: [L-SIGN], matters: [{MATTER}]}}
    from: CG
    to: CG
    level: district
"""


def publish(text):
    """Publish a reorganisation by itself, as a draft that was approved does."""
    from tongban.catalogue import publishing
    from tongban.catalogue.store import Act
    from tongban.kernel import time as kernel_time
    from tongban.kernel.actors import SYSTEM

    act = Act("publish", SYSTEM, kernel_time.now(), "改革")
    return publishing.publish_files({f"{REFORM}.yaml": text.encode()}, act)


def seed(cases, demands):
    """File cases of three services and send demands to three agencies; half of each taken up."""
    from tongban.ledger import api as ledger

    made = [_case(no) for no in range(cases)] + [_demand(no) for no in range(demands)]
    for start in range(0, len(made), 200):
        ledger.append(*made[start : start + 200])
    return [one.stream for one in made[:cases]], [one.stream for one in made[cases:]]


def _case(no):
    """File a case; every second one is accepted, and those of the power have a district."""
    from tongban.agencies import api as agencies
    from tongban.cases import store
    from tongban.cases.domain import decisions
    from tongban.cases.domain.events import Filed
    from tongban.cases.domain.limits import Limit
    from tongban.cases.domain.states import fold
    from tongban.catalogue import api as catalogue
    from tongban.kernel import ids
    from tongban.kernel import time as kernel_time
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.identifiers import case_number

    at = kernel_time.now()
    today, calendar = kernel_time.city_date(at), agencies.calendar()
    service = catalogue.service(SERVICES[no % len(SERVICES)])
    shard = ids.draw_shard()
    stream, applicant = ids.new(shard), ids.new(shard)
    filed = Filed(
        on=today, number=case_number(today, shard, stream & 0xFFFFFFFFFF), service=service.id,
        version=service.version, agency=service.power.agency, applicant=applicant,
        application=ids.new(shard), book_on=today, parties={"applicant": applicant},
        statutory=Limit(20), promised=Limit(10), name=service.name.zh,
        place=PLACES[no % len(PLACES)] if service.id == MOVED else "",
    )  # fmt: skip
    happened = [filed]
    if no % 2:
        happened += decisions.take_in(fold([filed]), today=today, calendar=calendar)
    return store.change(stream, None, happened, actor=SYSTEM, at=at, calendar=calendar)[0]


def _demand(no):
    """Send a demand on, to its agency or its unit in a district."""
    from tongban.kernel import ids
    from tongban.kernel import time as kernel_time
    from tongban.kernel.actors import SYSTEM
    from tongban.voice.demands import store
    from tongban.voice.domain.demands import DemandDispatched, DemandFiled

    at = kernel_time.now()
    agency, category = MATTERS[no % len(MATTERS)]
    first, _, second = category.partition("/")
    shard = ids.draw_shard()
    number = store.number_of(kernel_time.city_date(at), shard)
    happened = [
        DemandFiled(number, "web", "anonymous", 4),
        DemandDispatched(
            agency, "投诉", first, second, PLACES[no % len(PLACES)], "general", 5, "working_day"
        ),
    ]
    return store.change(ids.new(shard), None, happened, actor=SYSTEM, at=at)[0]


def standing(cases, demands):
    """Read how everything stands: number, agency and due day of each, by its stream."""
    from tongban.cases import store
    from tongban.ledger import api as ledger
    from tongban.voice.demands import store as voice

    found = {}
    for start in range(0, len(cases), 500):
        for stream, state in store.load_all(cases[start : start + 500]).items():
            head = ledger.head(stream)
            found[stream] = (state.filed.number, state.filed.agency, head.due, bool(state.overdue))
            assert head.queue == state.filed.agency
    for start in range(0, len(demands), 500):
        for stream, state in voice.load_all(demands[start : start + 500]).items():
            head = ledger.head(stream)
            found[stream] = (state.filed.number, state.agency, head.due, state.is_late)
            assert head.queue == voice.queue_of(state.agency)
    return found


def expected(cases, demands, before):
    """Who is to have each, worked out by hand from who had it."""
    from tongban.cases import store
    from tongban.voice.demands import store as voice

    found = {}
    for stream, state in store.load_all(cases).items():
        filed = state.filed
        found[stream] = NEW if filed.service in MERGED else f"CG-{filed.place}"
    for stream, state in voice.load_all(demands).items():
        was = before[stream][1]
        found[stream] = NEW if was in MERGED.values() else f"CG-{state.sent.district}"
    return found


def differing(before, after, agencies):
    """Name what does not hold: another number, another due day, late, or at the wrong agency."""
    return [
        (stream, was, after[stream])
        for stream, was in before.items()
        if after[stream] != (was[0], agencies[stream], was[2], False)
    ]


def run(*, full=False):
    """Measure, and return the rows; `--full` or TONGBAN_STRUCTURE_CASES sets the size."""
    from bench.cases import clean
    from tongban.cli.commands.bench import ground, row
    from tongban.config.process import settle

    os.environ.setdefault("TONGBAN_HOME", str(ROOT / ".cache" / "bench-structure-home"))
    ground()
    settle()
    from tongban.agencies import api as agencies
    from tongban.catalogue import api as catalogue
    from tongban.kernel import time as kernel_time
    from tongban.kernel.actors import SYSTEM
    from tongban.ledger import listeners

    size = int(os.environ.get("TONGBAN_STRUCTURE_CASES", "10000" if full else "1000"))
    demands = size // 5
    clean()
    catalogue.publish(ROOT / "definitions", actor=SYSTEM)
    today = kernel_time.city_date(kernel_time.now())
    publish(said(today, back=today))  # nothing of an earlier run holds
    agencies.carry_out()
    heard = dict(listeners._topics)
    listeners._topics.clear()
    try:
        streams, sent = seed(size, demands)
    finally:
        listeners._topics.update(heard)
    before = standing(streams, sent)
    home = {stream: was[1] for stream, was in before.items()}
    away = expected(streams, sent, before)
    publish(said(today))
    began = time.perf_counter()
    killed = worker_killed(size)
    agencies.carry_out()
    forth = time.perf_counter() - began
    wrong = differing(before, standing(streams, sent), away)
    if wrong:
        raise AssertionError(f"{len(wrong)} are wrong after the day: {wrong[:3]}")
    publish(said(today, back=today))
    began = time.perf_counter()
    agencies.carry_out()
    back = time.perf_counter() - began
    wrong = differing(before, standing(streams, sent), home)
    if wrong:
        raise AssertionError(f"{len(wrong)} are wrong after it was taken back: {wrong[:3]}")
    allowed = max(60 * size / 10_000, 1.0)
    what = f"{size:,} open cases and {demands:,} demands"
    return [
        row(f"a reorganisation carried out for {what}, its worker killed after {killed}", forth,
            allowed, goal=1, at_most=True, unit="s"),
        row(f"taken back the same day for {what}", back, allowed, goal=1, at_most=True, unit="s"),
    ]  # fmt: skip


def worker_killed(size):
    """Let a process of its own carry it out, and kill it in the middle; how many had moved."""
    from tongban.kernel.time import now

    since = now()
    code = (
        "from tongban.config.boot import boot; boot()\n"
        "from tongban.agencies import api\n"
        "from tongban.cases import structure\n"
        f"structure.BATCH = {max(10, size // 50)}\n"
        "api.carry_out()"
    )
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=os.environ.copy(), stderr=errors
        )
        while process.poll() is None:
            if _moved(since) >= size // 3:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.005)
        process.wait()
        moved = _moved(since)
        if not 0 < moved < size:
            errors.seek(0)
            raise AssertionError(f"not killed in the middle: {moved}; {errors.read().decode()}")
    return moved


def _moved(since):
    """Count the cases that the shift begun after an instant has moved."""
    from tongban.agencies import api as agencies

    parts = [one for one in agencies.shift() if one.part == "cases" and one.began >= since]
    return sum(one.done for one in parts)


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=1))
