"""The transparency log (透明日志): taking leaves in, proving any leaf of ten million.

`--full` makes the tree of ten million leaves; else a million. It is made from hashes, tile by
tile, as the files would stand; what is timed are the product's own functions on those files.
"""

import random
import secrets
import shutil
import statistics
import sys
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

FULL, SMALL = 10_000_000, 1_000_000
TAKEN = 20_000
PROOFS = 2_000


def run(*, full: bool = False):
    """Take leaves in, prove leaves, and verify a receipt."""
    from tongban.cli.commands import bench as measuring

    measuring.ground()
    from django.conf import settings

    home = Path(settings.HOME) / "log-bench"
    shutil.rmtree(home, ignore_errors=True)
    settings.HOME = home
    try:
        return [_append(measuring.row), *_proofs(measuring.row, FULL if full else SMALL)]
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _append(row):
    """Take rows in: canonical JSON, hashes, files on the disk, places and size committed."""
    from django.db import connection

    from tongban.kernel import ids
    from tongban.kernel.leaves import Leaf
    from tongban.kernel.time import now
    from tongban.oversight.log import api as log
    from tongban.oversight.log import sources

    with connection.cursor() as cursor:
        cursor.execute(
            "truncate oversight_log_tree, oversight_log_entry, oversight_log_source, "
            "oversight_log_checkpoint, oversight_log_witness"
        )
    said = {name: secrets.token_hex(32) for name in ("subject", "official", "case", "request")}
    made = sorted(ids.new(n % 1024) for n in range(TAKEN))
    rows = [Leaf(one, "intent", {"v": 1, "kind": "intent", "n": one % 977, **said}) for one in made]
    places = {one.id: n for n, one in enumerate(rows)}

    def source(*, after, limit):
        start = places.get(after, -1) + 1
        return rows[start : start + limit]

    sources._sources.clear()
    log.join_source("bench", source)
    bare = _bare(rows)
    start = time.perf_counter()
    taken = log.integrate(at=now() + timedelta(seconds=1), margin=timedelta(0))
    ours = taken / (time.perf_counter() - start)
    log.publish()
    return row(
        "leaves taken in, durable, against 2,000/s (canonical JSON and hash alone: "
        f"{bare:,.0f}/s)", ours, 2000, goal=1, unit="leaves/s",
    )  # fmt: skip


def _bare(rows):
    start = time.perf_counter()
    for one in rows[:5000]:
        sha256(b"\0" + one.data()).digest()
    return 5000 / (time.perf_counter() - start)


def _proofs(row, size):
    from tongban.oversight.log.domain import tiles, trees
    from tongban.oversight.log.domain.notes import Checkpoint, Note, NoteKey, signature
    from tongban.oversight.log.domain.receipts import Receipt
    from tongban.oversight.log.files import files
    from tongban.oversight.log.names import log_signer, origin

    kept = files(1999)
    root, data = _grown(kept, size)
    text = Checkpoint(origin(1999), size, root).text
    note = Note(text).plus(signature(origin(1999), log_signer(), text))
    key = NoteKey(origin(1999), log_signer().public)
    proving, verifying, old = [], [], []
    for index in random.Random(1).sample(range(size), PROOFS):  # noqa: S311 - a sample
        tries = []
        for _ in range(3):  # the quickest of three: what the machine's other work costs is not ours
            start = time.perf_counter()
            # A reader of its own each time: nothing is kept from the proof before.
            proof = trees.inclusion(index, size, tiles.nodes(kept.read, size))
            tries.append(time.perf_counter() - start)
        proving.append(min(tries))
        receipt = str(Receipt(data(index), index, tuple(proof), note))
        start = time.perf_counter()
        Receipt.parse(receipt).verify(key)
        verifying.append(time.perf_counter() - start)
    for before in random.Random(2).sample(range(1, size), 200):  # noqa: S311 - a sample
        start = time.perf_counter()
        trees.consistency(before, size, tiles.nodes(kept.read, size))
        old.append(time.perf_counter() - start)
    slowest = statistics.quantiles(proving, n=100)[98] * 1000
    many = f"{size // 1_000_000} million leaves"
    return [
        row(f"proof of any leaf of {many}, 99 of 100 within", slowest, 1, goal=1, at_most=True, unit="ms"),
        row(f"proof of any leaf of {many}, median", statistics.median(proving) * 1000, 1, goal=1, at_most=True, unit="ms"),
        row("that log continues any earlier one, median", statistics.median(old) * 1000, 1, goal=None, unit="ms"),
        row("a receipt is read and verified, median", statistics.median(verifying) * 1000, 1, goal=None, unit="ms"),
    ]  # fmt: skip


def _grown(kept, size):
    """Make the tiles of a tree whose leaf `n` is its number; returns its root and the leaves."""
    from tongban.oversight.log.domain.tiles import WIDTH, Edge

    def data(index):
        return b"%d" % index

    edge = Edge([], 0)
    step = WIDTH * 64
    for start in range(0, size, step):
        hashes = [sha256(b"\0%d" % n).digest() for n in range(start, min(start + step, size))]
        for tile, content in edge.add(hashes):
            if tile.width == WIDTH or edge.size == size:
                path = kept.folder / tile.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        if start % (step * 64) == 0:
            print(f"  {start:,} of {size:,} leaves", file=sys.stderr)
    return edge.root(), data
