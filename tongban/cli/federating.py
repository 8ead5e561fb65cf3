"""Federating by command (城际互通): compare thumbprints and sign, carry what waits on a stick."""

import argparse
from pathlib import Path


def run(args: argparse.Namespace) -> int:
    """Do `city federate`, `city bundle` or `city take`."""
    return {"federate": _federate, "bundle": _bundle, "take": _take}[args.what](args)


def _federate(args: argparse.Namespace) -> int:
    from django.conf import settings

    from tongban.cli import output
    from tongban.exchange.federation import api as federation
    from tongban.oversight.log import api as log

    if args.words and not args.key:
        return output.fail("Say the thumbprint its people told you: --key THUMBPRINT.")
    if args.words and not args.own:
        return output.fail("Say where the other city reaches this one: --own ADDRESS.")
    if args.words:
        row = federation.federate(args.words[0], own=args.own, key_id=args.key)
        if row.agreed_at is not None:
            federation.refresh(row.instance)
            if settings.SEARCH_CITIES:
                federation.take_guides(row.instance)
            log.neighbours()
    made = {
        "thumbprint": federation.thumbprint(),
        "cities": [
            {
                "city": row.instance,
                "agreed_at": row.agreed_at,
                "answered_at": row.answered_at,
                "major": row.accord["major"],
            }
            for row in federation.cities()
        ],
    }
    output.emit(made, args)
    return output.DONE


def _bundle(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.exchange.federation import api as federation

    if len(args.words) != 2:  # noqa: PLR2004 - said in the sentence
        return output.fail("Say the city and the file: tongban city bundle FJ-XM out.bundle")
    Path(args.words[1]).write_text(federation.bundle(args.words[0]), encoding="utf-8")
    output.emit({"written": args.words[1]}, args)
    return output.DONE


def _take(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.exchange.federation import api as federation

    if len(args.words) != 1:
        return output.fail("Say the file: tongban city take in.bundle")
    text = Path(args.words[0]).read_text(encoding="utf-8")
    output.emit({"received": federation.take_bundle(text)}, args)
    return output.DONE
