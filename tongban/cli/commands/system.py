"""tongban system: which systems sign people in here, and the keys we say so by."""

import argparse

HELP = "systems that sign people in here (register, list, end), and rotate the signing key"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    steps = parser.add_subparsers(dest="step", required=True)
    new = steps.add_parser("register", help="register a system; its secret is printed this once")
    new.add_argument("name")
    new.add_argument("--agency", required=True, help="the code of the agency that runs it")
    new.add_argument("--purpose", required=True, help="what for, as people read it")
    new.add_argument("--basis", required=True, help="the article of law")
    new.add_argument("--scope", action="append", default=[], help="name, number or mandate")
    new.add_argument("--back", action="append", required=True, help="where a sign-in returns to")
    new.add_argument("--after", action="append", default=[], help="where a sign-out returns to")
    new.add_argument("--level", type=int, default=1, help="the level of assurance it asks for")
    new.add_argument("--public", action="store_true", help="it can keep no secret")
    steps.add_parser("list", help="list the systems")
    over = steps.add_parser("end", help="let nobody sign in to a system any more")
    over.add_argument("id")
    steps.add_parser("rotate-keys", help="make a signing key that takes over in an hour")
    for each in steps.choices.values():
        each.add_argument("--json", action="store_true", help="print JSON for programs")


def run(args: argparse.Namespace) -> int:
    """Do the step; each is written where the audit administrator reads it."""
    from tongban.config.boot import boot

    boot()
    return {"register": _register, "list": _list, "end": _end, "rotate-keys": _rotate}[args.step](
        args
    )


def _register(args: argparse.Namespace) -> int:
    from django.db import transaction

    from tongban.agencies.administration import api as administration
    from tongban.cli import output
    from tongban.kernel.actors import SYSTEM
    from tongban.people.provider import api as provider

    with transaction.atomic():
        made, secret = provider.register_system(
            name=args.name,
            agency=args.agency,
            purpose=args.purpose,
            basis=args.basis,
            scopes=args.scope,
            back=args.back,
            after=args.after,
            level=args.level,
            public=args.public,
        )
        said = {"system": made.id, "agency": made.agency, "handed": list(made.scopes)}
        administration.record("register_client", said=said, actor=SYSTEM)
    if args.json:
        output.emit({"id": made.id, "secret": secret, "scopes": list(made.scopes)}, args)
    else:
        print(f"{made.name}: {made.id}\n{secret}")
    return output.DONE


def _list(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.people.provider import api as provider

    found = [one for one in provider.systems() if not one.ended]
    if args.json:
        rows = [{"id": one.id, "name": one.name, "agency": one.agency} for one in found]
        output.emit({"systems": rows}, args)
    else:
        for one in found:
            print(f"{one.id}  {one.agency}  {one.name}  {' '.join(one.scopes)}")
    return output.DONE


def _end(args: argparse.Namespace) -> int:
    from django.db import transaction

    from tongban.agencies.administration import api as administration
    from tongban.cli import output
    from tongban.kernel.actors import SYSTEM
    from tongban.people.provider import api as provider

    if provider.find_system(args.id) is None:
        return output.fail(f"There is no system {args.id}.", output.BAD_INPUT)
    with transaction.atomic():
        provider.end_system(args.id)
        administration.record("end_client", said={"system": args.id}, actor=SYSTEM)
    return output.DONE


def _rotate(args: argparse.Namespace) -> int:
    from tongban.agencies.administration import api as administration
    from tongban.cli import output
    from tongban.kernel.actors import SYSTEM
    from tongban.people.provider import api as provider

    del args
    provider.rotate_keys()
    administration.record("rotate_keys", said={}, actor=SYSTEM)
    return output.DONE
