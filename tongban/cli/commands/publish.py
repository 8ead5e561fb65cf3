"""`tongban publish`: definitions become law on this platform, all at once (发布定义)."""

import argparse
from pathlib import Path
from typing import Any

from tongban.catalogue.domain.finding import Finding
from tongban.cli import given, output
from tongban.cli.showing import changes
from tongban.cli.showing import findings as showing

HELP = "publish definition files: all of them at once, or none"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "path",
        type=Path,
        help="the directory with the definition files, or a package (folder or zip with a manifest)",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="only say what would change, and which cases it touches",
    )
    parser.add_argument(
        "--at",
        type=given.instant,
        metavar="TIME",
        help="publish at this time (2026-12-01T08:00) by itself",
    )
    parser.add_argument("--note", default="", help="a sentence for the history")


def run(args: argparse.Namespace) -> int:
    """Publish; with errors nothing is published and they are all told."""
    texts, missing = given.texts(args.path)
    if missing:
        output.emit(_result((), 0, 0.0, [missing]), args, lambda _: None)
        return output.fail(f"{missing['file']}: {missing['message']}.", output.BAD_INPUT)
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    if args.dry_run:
        return _preview(args, catalogue.preview_path(args.path))
    try:
        if args.at:
            return _schedule(args, texts)
        done = catalogue.publish(args.path, actor=SYSTEM, note=args.note)
    except catalogue.DefinitionsWrong as problem:
        return _wrong(args, problem.detail)
    output.emit(
        _result(done.published, done.unchanged, round(done.seconds, 3), [])
        | {"corrected": [_named(each) for each in done.corrected], "revision": done.revision},
        args,
        _human,
    )
    return output.DONE


def _preview(args: argparse.Namespace, found: Any) -> int:
    """Say what would change, and publish nothing."""
    made = {
        "dry_run": True,
        "published": [{"id": one.id, "version": one.version} for one in found.changes],
        "unchanged": found.unchanged,
        "changes": [changes.as_json(one) for one in found.changes],
        "affected": [changes.affected_json(one) for one in found.affected],
        "errors": [one.to_json() for one in found.findings.errors],
    }
    language = output.language()
    output.emit(made, args, lambda _: changes.preview(found, language))
    if found.findings.errors:
        return _said_wrong(args, len(found.findings.errors), "would be published")
    return output.DONE


def _schedule(args: argparse.Namespace, texts: dict[str, bytes | OSError]) -> int:
    """Keep the files as a draft that is published at an instant."""
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    draft = catalogue.schedule_files(texts, publish_at=args.at, actor=SYSTEM, title=args.note)
    made = {"scheduled": args.at.isoformat(), "draft": draft.id, "files": len(draft.files)}
    output.emit(
        made,
        args,
        lambda _: (
            f"{output.count(len(draft.files), 'file')} will be published at {args.at:%Y-%m-%d %H:%M}"
        ),
    )
    return output.DONE


def _wrong(args: argparse.Namespace, findings: tuple[Finding, ...]) -> int:
    errors = [one.to_json() for one in findings]
    output.emit(_result((), 0, 0.0, errors), args, _errors)
    return _said_wrong(args, len(errors), "was published")


def _said_wrong(args: argparse.Namespace, number: int, what: str) -> int:
    return output.fail(
        f"{output.count(number, 'error')}; nothing {what}. See: tongban check {args.path}",
        output.BAD_INPUT,
    )


def _named(each: tuple[str, str]) -> dict[str, str]:
    return {"id": each[0], "version": each[1]}


def _result(
    published: tuple[tuple[str, str], ...], unchanged: int, seconds: float, errors: list[Any]
) -> dict[str, Any]:
    return {
        "published": [_named(each) for each in published],
        "unchanged": unchanged,
        "seconds": seconds,
        "errors": errors,
    }


def _errors(made: dict[str, Any]) -> Any:
    return showing.table({"definitions": 0, "errors": made["errors"], "warnings": []})


def _human(made: dict[str, Any]) -> str:
    said = f"published {len(made['published'])}, unchanged {made['unchanged']}"
    if made["corrected"]:
        names = ", ".join(each["id"] for each in made["corrected"][:10])
        said += f", of them corrected under the same version: {names}"
    return f"{said} · revision {made['revision']} ({made['seconds']} s)"
