"""Every sentence of the staff surfaces has its English, and every English its sentence."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

DOORS = Path(__file__).resolve().parents[2]
METHODS = [("**.py", "python"), ("**/jinja2/**.html", "jinja2")]


def sentences(surface):
    options = {"**/jinja2/**.html": {"trimmed": "true", "extensions": "jinja2.ext.do"}}
    for _file, _line, message, _comments, context in extract_from_dir(
        DOORS / surface, method_map=METHODS, options_map=options
    ):
        yield (context, message[0] if isinstance(message, tuple) else message)


def catalogue(surface):
    with (DOORS / surface / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        found = read_po(file)
    return {
        (each.context, each.id[0] if isinstance(each.id, tuple) else each.id): each
        for each in found
        if each.id
    }


@pytest.mark.parametrize("surface", ["desk", "window"])
def test_every_sentence_has_its_english(surface):
    known = catalogue(surface)
    assert [each for each in sentences(surface) if each not in known] == []


@pytest.mark.parametrize("surface", ["desk", "window"])
def test_no_english_is_empty_or_chinese(surface):
    for (_, words), message in catalogue(surface).items():
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for each in said:
            assert each, words
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in each), words


@pytest.mark.parametrize("surface", ["desk", "window"])
def test_the_compiled_catalogue_is_the_written_one(surface):
    import gettext

    folder = DOORS / surface / "locale/en/LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for (context, words), message in catalogue(surface).items():
        if context is None and isinstance(message.id, str):
            assert compiled.gettext(words) == message.string
