"""What is named on the command line (所给的参数): days and instants, definition files, the catalogue.

What cannot be used raises `GivenError`, whose message is one sentence; the command ends with 2.
"""

import argparse
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongban.cli import output

if TYPE_CHECKING:
    from tongban.catalogue.domain.definitions import Definition
    from tongban.catalogue.domain.loader import Loaded
    from tongban.catalogue.domain.model import Book


MOST_TEXT = 10_000  # characters of a question or a demand that are taken


class GivenError(Exception):
    """What was given cannot be used; the message says what it is and what to do."""


def day(text: str) -> date:
    """Read a day, as the type of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-23") from None


def instant(text: str) -> datetime:
    """Read an instant, as the type of an argument; without an offset it is the city's time."""
    from tongban.kernel import time

    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-12-01T08:00") from None
    return found if found.tzinfo else found.replace(tzinfo=time.CITY)


def texts(path: Path) -> tuple[dict[str, bytes | OSError], dict[str, Any] | None]:
    """Read the definition files beneath a path; an error in place of them where there are none."""
    from tongban.catalogue import files
    from tongban.catalogue.domain.finding import Finding

    try:
        found = files.definition_files(path)
        said = "" if found else "there is no definition file (*.yaml) beneath it"
    except FileNotFoundError:
        found, said = {}, "there is no such directory"
    except OSError as fault:
        found, said = {}, f"cannot be read: {fault.strerror}"
    if not said:
        return found, None
    return {}, Finding(str(path), 0, "", "files.none", said).to_json()


def definitions(path: Path) -> "Loaded":
    """Load the definition files beneath a path; the first error ends the command."""
    from tongban.catalogue.domain.loader import load

    found, missing = texts(path)
    if missing:
        raise GivenError(f"{missing['file']}: {missing['message']}.")
    loaded = load(found)
    if loaded.errors:
        raise GivenError(f"{loaded.errors[0]}. See: tongban check {path}")
    return loaded


def book(path: Path, on: date | None = None) -> "Book":
    """Compile what the files beneath a path say is in force on a day; of a draft the newest."""
    from tongban.catalogue.domain.compile import compile_book, in_force

    day = date.max if on is None else on
    return compile_book(in_force(definitions(path).definitions, day.isoformat()).values())


def published() -> "tuple[Definition, ...]":
    """Return what is published, if a database is already there; else nothing."""
    from tongban.config import database, postgres
    from tongban.config.boot import NotReady, boot
    from tongban.config.home import home

    if database.is_embedded() and not postgres.cluster(home()).data.exists():
        return ()
    try:
        boot()
    except NotReady as reason:
        output.note(f"What is published was not looked at: {reason}")
        return ()
    from tongban.catalogue import api as catalogue

    return catalogue.published()


def texts_by_id(path: Path) -> "Iterator[tuple[str | None, str, str | None]]":
    """Yield id, text and what is wrong of every line beneath the heading of a table by tabs."""
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    heading = (
        [cell.strip() for cell in lines[0].decode("utf-8", "replace").split("\t")] if lines else []
    )
    if "id" not in heading or "text" not in heading:
        yield None, "", "the first line must name the columns id and text, with a tab between"
        return
    name_at, text_at = heading.index("id"), heading.index("text")
    for line in lines[1:]:
        if not line.strip():
            continue
        try:
            cells = line.decode("utf-8").split("\t")
        except UnicodeDecodeError:
            yield None, "", "the line is not UTF-8"
            continue
        name = cells[name_at].strip() if len(cells) > name_at else None
        text = cells[text_at] if len(cells) > text_at else None
        if not name:
            yield None, "", "the line has no id"
        elif text is None:
            yield name, "", "the line has no text"
        else:
            yield name, text, wrong_text(text)


def wrong_text(text: str) -> str | None:
    """Say what keeps a text from being read as a question or a demand."""
    if not text.strip():
        return "the text is empty"
    if len(text) > MOST_TEXT:
        return f"the text has {len(text)} characters; {MOST_TEXT} are taken"
    return None
