"""tongban log: verify the transparency log, prove a row, and who witnesses whom (透明日志)."""

import argparse
from pathlib import Path
from typing import Any

HELP = "verify the log of every look at data, prove a row of it, be or have a witness"
_ACTS = ("verify", "prove", "keys", "witness", "watch", "integrate")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "act",
        choices=_ACTS,
        help="verify everything; prove SOURCE ROW; keys of this city; witness KEY ADDRESS: have "
        "one, without both: list them; witness --port: be one, alone; watch KEY: cosign that "
        "city's log; integrate what waits now",
    )
    parser.add_argument("words", nargs="*", help="what the act is about")
    parser.add_argument("--port", type=int, help="witness: listen here as a program of its own")
    parser.add_argument("--name", default="witness.example/w1", help="witness: its name")
    parser.add_argument("--folder", type=Path, help="witness: where its key and memory lie")
    parser.add_argument("--out", type=Path, help="prove: write the receipt here")


def run(args: argparse.Namespace) -> int:
    """Do one of the acts."""
    if args.act == "witness" and args.port is not None:
        return _alone(args)
    from tongban.config.boot import boot

    boot()
    acts = {
        "verify": _verify,
        "prove": _prove,
        "keys": _keys,
        "witness": _witness,
        "watch": _watch,
        "integrate": _integrate,
    }
    return acts[args.act](args)


def _verify(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.oversight.log import api as log

    found = log.verify()
    made = {
        "size": found.size,
        "root": found.root.hex(),
        "consistent": found.consistent,
        "findings": found.findings,
    }
    output.emit(made, args, _verified)
    return output.DONE if found.consistent else output.FOUND


def _verified(made: dict[str, Any]) -> str:
    if made["consistent"]:
        return f"{made['size']} leaves, root {made['root']}: everything fits."
    lines = [f"✗ {one['what']}: {one['said']} ({_about(one)})" for one in made["findings"]]
    return "\n".join(lines)


def _about(one: dict[str, Any]) -> str:
    return ", ".join(f"{key} {one[key]}" for key in one if key not in ("what", "said"))


def _prove(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.oversight.log import api as log

    if len(args.words) != 2 or not args.words[1].isdigit():  # noqa: PLR2004 - said in the sentence
        return output.fail("Say the source and the row: tongban log prove facts 123.")
    found = log.receipt(args.words[0], int(args.words[1]))
    if args.out:
        args.out.write_text(str(found), encoding="utf-8")
    checkpoint = found.note.checkpoint
    made = {
        "index": found.index,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "leaf": found.data.decode(),
        "receipt": str(found),
    }
    output.emit(made, args, lambda made: made["receipt"])
    return output.DONE


def _keys(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.kernel.time import city_date, now
    from tongban.oversight.log import api as log

    year = city_date(now()).year
    made = {"log": str(log.log_key(year)), "witness": str(log.witness_key())}
    output.emit(made, args, lambda made: "\n".join(made.values()))
    return output.DONE


def _witness(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.oversight.log import api as log

    if args.words and len(args.words) != 2:  # noqa: PLR2004 - said in the sentence
        return output.fail("Say the witness's key and its address, or neither to list them.")
    if args.words:
        log.add_witness(*args.words)
    made = {
        "witnesses": [
            {
                "name": one.name,
                "address": one.address,
                "seen": one.seen,
                "answered_at": one.answered_at and one.answered_at.isoformat(),
                "refused": one.refused,
            }
            for one in log.witnesses()
        ]
    }
    output.emit(made, args)
    return output.DONE


def _watch(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.oversight.log import api as log

    for key in args.words:
        log.watch(key)
    made = {
        "watched": [
            {"log": one.origin, "seen_at": one.seen_at and one.seen_at.isoformat()}
            for one in log.watched()
        ]
    }
    output.emit(made, args)
    return output.DONE


def _integrate(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.oversight.log import api as log

    made = {"integrated": log.integrate(), "published": [one.size for one in log.publish()]}
    output.emit(made, args)
    return output.DONE


def _alone(args: argparse.Namespace) -> int:
    """Be a witness without a city: no database, one folder."""
    from tongban.cli import output
    from tongban.config.home import home
    from tongban.oversight.log import alone
    from tongban.oversight.log.domain.notes import NoteKey

    folder = args.folder or home() / "witness"
    folder.mkdir(parents=True, exist_ok=True)
    witness = alone.Witness(folder, args.name, [NoteKey.parse(one) for one in args.words])
    server = alone.serve(witness, args.port)
    address = f"http://127.0.0.1:{server.server_port}"
    output.emit({"key": str(witness.key), "address": address}, args)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return output.DONE
