"""Licences: issued and committed, found again, made into credentials, verified; beside a peer.

Issuing writes a stream, an event, a row and the facts the licence states, durably: by wall clock,
against the goal. Credentials are SD-JWT: the reference implementation (PyPI sd-jwt, on jwcrypto)
does the same with the same claims and the same key in its own process, in turn with ours, by
processor time.
"""

import json
import statistics
import subprocess
import time
from datetime import UTC, datetime

from bench.policy import peers
from tongban.cli.commands.bench import ground, row
from tongban.config.process import settle

ISSUED, VERIFIED = 500.0, 2000.0  # a second
ROUNDS, SECONDS = 7, 0.5
NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
HIDDEN = {
    "name": "林晓舟", "gender": "女", "ethnic": "汉族", "birth": "1995-06-18",
    "idno": "350102199506180243", "over_18": True, "over_60": False,
}  # fmt: skip


def run():
    """Measure, and return the rows."""
    ground()
    settle()
    return [*_library(), *_credentials()]


def _rate(work, seconds=SECONDS, clock=time.process_time):
    """Return how often something is done in a second; `work` says how many it did."""
    began, done = clock(), 0
    while clock() - began < seconds:
        done += work()
    return done / (clock() - began)


def _median(work, **more):
    work()
    return statistics.median(_rate(work, **more) for _ in range(ROUNDS))


def _library():
    """Issue, find and verify with the database."""
    from tongban.agencies import api as agencies
    from tongban.catalogue.domain.model import LicenceKind
    from tongban.kernel import ids
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.identifiers import make_uscc
    from tongban.kernel.text import Text
    from tongban.licences import api as licences
    from tongban.people import api as people

    uscc = make_uscc("350102", 7, department="11")
    agencies.register("BENCH", Text("计时局"), uscc, actor=SYSTEM)
    kind = LicenceKind("L-BENCH", Text("计时证"), "BENCH", months=60)
    stated = {"name": "林晓舟", "gender": "女", "birth": "1995-06-18"}
    holder = people.register(name="林晓舟", actor=SYSTEM).id
    made = []

    def one():
        made.append(
            licences.issue(
                kind, holder=holder, attributes=stated, actor=SYSTEM, issuer_uscc=uscc, at=NOON
            )
        )
        return 1

    def many():
        several = [
            licences.NewLicence(kind, ids.new(ids.draw_shard()), stated, uscc) for _ in range(200)
        ]
        return len(licences.issue_all(several, actor=SYSTEM, at=NOON))

    alone = _median(one, clock=time.perf_counter)
    batch = _median(many, clock=time.perf_counter)
    tokens = [licences.token(each) for each in made[:200]]
    turn = iter(range(1 << 30))

    def verify():
        assert licences.verify(tokens[next(turn) % len(tokens)]).identifier
        return 1

    def asked():
        began = time.perf_counter()
        one()
        assert licences.verify(licences.token(made[-1])).state in ("valid", "expired")
        return (time.perf_counter() - began) * 1000

    seen = statistics.median(asked() for _ in range(100))
    yield row(
        "licences issued and committed, 200 at a time", batch, ISSUED, goal=1.0, unit="a second"
    )
    yield row(
        "licences issued and committed, one by one", alone, ISSUED, goal=None, unit="a second"
    )
    yield row(
        "from the order to issue to the answer that it is valid",
        seen,
        50.0,
        goal=1.0,
        unit="ms",
        at_most=True,
    )
    yield row(
        "QR tokens verified in the register",
        _median(verify),
        VERIFIED,
        goal=1.0,
        unit="a second of CPU",
    )


def _credentials():
    """Make and verify SD-JWT in turn with the reference implementation."""
    from tongban.kernel.signing import make_signer
    from tongban.licences.domain.credentials import sdjwt

    issuer, wallet = make_signer("ES256"), make_signer("ES256")
    now = int(time.time())
    claims = {
        "iss": "https://city.example", "iat": now - 60, "exp": now + 86400,
        "vct": "https://city.example/v/types/L-IDCARD", "cnf": {"jwk": wallet.public.jwk()},
        "status": {"status_list": {"idx": 7, "uri": "https://city.example/v/status/0"}},
    }  # fmt: skip

    def make():
        sdjwt.make(claims, HIDDEN, header={"kid": issuer.key_id}, signer=issuer)
        return 1

    whole = sdjwt.make(claims, HIDDEN, header={"kid": issuer.key_id}, signer=issuer)
    at = datetime.fromtimestamp(now, UTC)
    said = {"nonce": "n", "audience": "https://verifier.example"}
    text = sdjwt.bind(sdjwt.select(whole, ["over_18"]), at=at, signer=wallet, **said)
    # As a verifier does: the issuer's key is known, the holder's comes with the presentation.
    key = issuer.public

    def verify():
        assert sdjwt.verify(text, issuer=lambda _: key, at=at, **said).claims["over_18"]
        return 1

    given = {"presentation": text, "key": key.jwk(), "claims": claims, "hidden": HIDDEN, **said}
    ours = {"makes": [], "verifies": []}
    theirs = {"makes": [], "verifies": []}
    make(), verify()
    for _ in range(ROUNDS):
        ours["makes"].append(_rate(make))
        ours["verifies"].append(_rate(verify))
        for name, rate in _peer(given).items():
            theirs[name].append(rate)
    fast = {name: statistics.median(rates) for name, rates in ours.items()}
    slow = {name: statistics.median(rates) for name, rates in theirs.items()}
    unit = "a second of CPU"
    yield row(
        "credentials (SD-JWT VC) made, against sd-jwt",
        fast["makes"],
        slow["makes"],
        goal=1.0,
        unit=unit,
    )
    yield row("credentials made, against the goal", fast["makes"], ISSUED, goal=1.0, unit=unit)
    yield row(
        "presentations with key binding verified, against sd-jwt",
        fast["verifies"],
        slow["verifies"],
        goal=1.0,
        unit=unit,
    )
    yield row(
        "presentations verified, against the goal", fast["verifies"], VERIFIED, goal=1.0, unit=unit
    )


def _peer(given):
    program = peers.LISTS / "programs" / "sdjwt.py"
    done = subprocess.run(
        [str(peers.python("sdjwt")), str(program), str(SECONDS)],
        input=json.dumps(given), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)
