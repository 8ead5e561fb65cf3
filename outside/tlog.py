"""The transparency log as static files, cosigned by a witness of its own process, for its judge."""

import base64
import shutil
import threading
from datetime import timedelta
from pathlib import Path

LEAVES = 1500


def write(out: Path) -> None:
    """Let the log of this city grow twice under a witness's eyes; copy its files and receipts."""
    from tongban.kernel import ids
    from tongban.kernel.leaves import Leaf
    from tongban.kernel.time import city_date, now
    from tongban.oversight.log import alone
    from tongban.oversight.log import api as log
    from tongban.oversight.log.domain import tiles, trees

    year = city_date(now()).year
    witness = alone.Witness(out.with_name("witness"), "witness.example/w1", [log.log_key(year)])
    server = alone.serve(witness, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    log.add_witness(str(witness.key), f"http://127.0.0.1:{server.server_port}")
    rows: list[Leaf] = []
    log.join_source(
        "sample", lambda *, after, limit: [one for one in rows if one.id > after][:limit]
    )
    notes = []
    for part in range(2):
        rows += sorted(
            (Leaf(ids.new(n % 1024), "intent", {"v": 1, "n": n}) for n in range(LEAVES)),
            key=lambda leaf: leaf.id,
        )
        log.integrate(at=now() + timedelta(seconds=1), margin=timedelta(0))
        log.publish()
        notes.append(log.checkpoint(year) or "")
        del part
    server.shutdown()
    shutil.copytree(log.files(year).folder, out)
    (out / "before").write_text(notes[0])
    (out / "keys").write_text(f"{log.log_key(year)}\n{witness.key}\n")
    old, new = (int(note.split("\n")[1]) for note in notes)
    proof = trees.consistency(old, new, tiles.nodes(log.files(year).read, new))
    (out / "consistency").write_text("\n".join(base64.b64encode(one).decode() for one in proof))
    for leaf in rows[::409]:
        (out / f"{leaf.id}{log.NAME}").write_text(str(log.receipt("sample", leaf.id)))
