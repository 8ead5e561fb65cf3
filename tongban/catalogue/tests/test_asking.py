"""Asking what is published: while a new index is made the old one answers, and then the new."""

from threading import Event

import pytest

from tongban.catalogue import api, asking
from tongban.catalogue.tests import town
from tongban.catalogue.words import current
from tongban.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(tmp_path):
    """Publish the town, some of its files changed."""

    def write(**changes):
        for name, text in town.texts(**changes).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return api.publish(tmp_path, actor=SYSTEM)

    asking.words.cache_clear()
    yield write
    asking.words.cache_clear()


@pytest.fixture
def slow(monkeypatch):
    """Hold every index that is made from now on until the event is set."""
    ready, index = Event(), current.Index
    yield (
        ready,
        lambda: monkeypatch.setattr(
            current, "Index", lambda *given: ready.wait(10) and index(*given)
        ),
    )
    ready.set()


def first(question, **how):
    found = api.ask(question, **how).results(1)
    return found[0].id if found else None


def test_while_a_publication_is_indexed_the_old_index_answers(publish, slow, settings):
    settings.TESTING = False
    ready, hold = slow
    publish()
    assert first("民宿", patient=True) == "INN-OPEN"
    hold()
    publish(open=town.OPEN.replace("民宿", "民宿, 青年旅舍"))
    assert first("民宿") == "INN-OPEN"
    assert first("青年旅舍") is None
    ready.set()
    assert first("青年旅舍", patient=True) == "INN-OPEN"


def test_what_is_no_longer_published_is_not_shown_by_an_old_index(publish, slow):
    publish()
    old = api.ask("民宿")
    assert old.where(lambda id_: id_ != "INN-OPEN").results(1) != old.results(1)
    assert old.where(lambda _: False).none


def test_where_meanings_cannot_be_had_words_answer_and_the_log_says_so(
    tmp_path, monkeypatch, caplog
):
    def broken():
        raise OSError("the disk is full")

    monkeypatch.setattr(current.meaning, "stored", lambda _: {})
    monkeypatch.setattr(current.meaning, "indexing", broken)
    finder = current.Current(tmp_path / "meanings.npz").finder(town.book(), patient=True)
    assert finder.ask("民宿").results(1)[0].id == "INN-OPEN"
    assert "the disk is full" in caplog.text
