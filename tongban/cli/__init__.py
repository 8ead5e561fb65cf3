"""The command line (命令行): `tongban COMMAND …`, for people, scripts and tests alike.

A command is a module in `tongban/cli/commands/` with `HELP`, `arguments(parser)` and
`run(args) -> int`. Only the one that is asked for is loaded, and the list of all is read from
their sources, so `tongban --help` and the pure commands never wait for Django.

Exit codes: 0 done; 1 a finding; 2 bad input; 3 the system could not.
"""

import argparse
import ast
import difflib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from tongban.cli import output

_COMMANDS = Path(__file__).parent / "commands"
_ROOTS_OWN = frozenset({"install", "uninstall", "upgrade", "restart", "settings"})
"""Commands that root runs as root; all others go on as the user whom the home belongs to."""
_INTERRUPTED = 130  # what a shell expects of a program that was stopped by Ctrl-C


class _Parser(argparse.ArgumentParser):
    """Says bad input in one sentence and points to the help."""

    def error(self, message: str) -> NoReturn:
        self.exit(output.fail(f"{message}. See: {self.prog} --help", output.BAD_INPUT))


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; never raises for anything a person can do."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help", "help"):
        print(_overview())
        return output.DONE if words else output.BAD_INPUT
    if words[0] == "--version":
        print(f"tongban {_version()}")
        return output.DONE
    name, rest = words[0], words[1:]
    path = _path(name)
    if path is None:
        near = difflib.get_close_matches(name, _names(), 1)
        advice = f"Did you mean: tongban {near[0]}?" if near else "See: tongban --help"
        return output.fail(f"There is no command {name!r}. {advice}")
    return _run(path, name, rest)


def _run(path: Path, name: str, words: list[str]) -> int:
    """Load a command and run it; whatever it raises becomes a sentence and an exit code."""
    try:
        from tongban.config import options

        options.load()
        # The private half of a key is written where root says, out of the city's user's reach.
        if path.stem not in _ROOTS_OWN and "--new-key" not in words:
            from tongban.config.process import become_the_owner

            become_the_owner()
        module = importlib.import_module(f"tongban.cli.commands.{path.stem}")
        return int(module.run(_parse(module, name, words)) or 0)
    except KeyboardInterrupt:
        return output.fail("Stopped.", _INTERRUPTED)
    except BrokenPipeError:
        # The reader has seen enough; Python must not complain again while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return output.DONE
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else output.IMPOSSIBLE
    except Exception as error:  # noqa: BLE001 - the last place that can say it in a sentence
        return _explain(error)


def _parse(module: Any, name: str, words: list[str]) -> argparse.Namespace:
    parser = _Parser(prog=f"tongban {name}", description=module.HELP)
    module.arguments(parser)
    if "--json" not in parser._option_string_actions:
        parser.add_argument("--json", action="store_true", help="print JSON for programs")
    return parser.parse_args(words)


def _explain(error: Exception) -> int:
    """Say an error in one sentence, with the exit code of its kind."""
    if os.environ.get("TONGBAN_DEBUG"):
        import traceback

        traceback.print_exception(error)
    from tongban.cli.given import GivenError
    from tongban.config.boot import NotReady
    from tongban.config.options import BadSettings
    from tongban.kernel.problems import Problem

    if isinstance(error, (GivenError, BadSettings)):
        return output.fail(str(error), output.BAD_INPUT)
    if isinstance(error, Problem):
        return output.fail(error.said(output.language()), output.BAD_INPUT)
    if isinstance(error, NotReady):
        return output.fail(str(error), output.IMPOSSIBLE)
    if isinstance(error, (FileNotFoundError, IsADirectoryError, PermissionError)):
        # Arrow's own errors carry their words alone.
        said = f"{error.filename}: {error.strerror}." if error.filename else str(error)
        return output.fail(said, output.BAD_INPUT)
    if any(kind.__name__ == "OperationalError" for kind in type(error).__mro__):
        return output.fail(
            "The database was lost in the middle of the work; what was not finished was taken "
            "back. See: tongban doctor",
            output.IMPOSSIBLE,
        )
    first_line = (str(error).splitlines() or [""])[0]
    return output.fail(
        f"Something unexpected happened: {type(error).__name__}: {first_line} "
        "(TONGBAN_DEBUG=1 shows where)",
        output.IMPOSSIBLE,
    )


def _names() -> list[str]:
    found = sorted(_COMMANDS.glob("*.py"))
    return [path.stem.rstrip("_").replace("_", "-") for path in found if path.stem != "__init__"]


def _path(name: str) -> Path | None:
    """Find the module of a command; a name that is a word of Python carries a line below."""
    stem = name.replace("-", "_")
    for path in (_COMMANDS / f"{stem}.py", _COMMANDS / f"{stem}_.py"):
        if path.exists() and name in _names():
            return path
    return None


def _overview() -> str:
    """List the commands with the first line of their help, read without running them."""
    lines = ["usage: tongban COMMAND [OPTIONS]", "", "Commands (each has --help and --json):"]
    for name in _names():
        path = _path(name)
        lines.append(f"  {name:<17}{_help(path) if path else ''}".rstrip())
    return "\n".join(lines)


def _help(path: Path) -> str:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "HELP":
            return str(ast.literal_eval(node.value)).splitlines()[0]  # type: ignore[attr-defined]
    return ""


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tongban")
    except PackageNotFoundError:
        return "(not installed)"
