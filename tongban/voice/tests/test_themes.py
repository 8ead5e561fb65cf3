"""What repeats becomes a theme by one click, and those who asked are told what changed."""

import pytest

from tongban.ledger import api as ledger
from tongban.voice import api as voice
from tongban.voice.demands import store
from tongban.voice.tests.conftest import later

TAILS = ("一整排都不亮", "好几天了", "晚上不敢走", "修过又坏了", "请尽快修")


@pytest.fixture
def cluster(play):
    for at, tail in enumerate(TAILS):
        play.file(f"五一北路路灯不亮，{tail}", at=later(minutes=at))
    while ledger.drain():
        pass
    (found,) = voice.clusters(actor=play.hall)
    return found


def test_the_fifth_of_its_kind_is_seen_as_soon_as_it_has_been_heard(cluster):
    assert len(cluster.demands) == 5


def test_one_click_makes_a_theme_of_it_and_it_is_listed_no_longer(play, cluster):
    made = voice.open_theme(
        title=cluster.title, agency=cluster.function, demands=cluster.demands, actor=play.hall
    )
    assert set(made.demands) == set(cluster.demands)
    assert voice.clusters(actor=play.hall) == ()
    assert {one.theme for one in store.load_all(made.demands).values()} == {made.id}
    assert all(voice.replays(one) == [] for one in made.demands)


def test_those_who_asked_are_told_once_what_changed(play, cluster):
    made = voice.open_theme(
        title=cluster.title, agency=cluster.function, demands=cluster.demands, actor=play.hall
    )
    voice.link_change(made.id, "draft-7", actor=play.hall)
    told = voice.tell_those_who_asked(made.id, "路灯改为每周巡检", actor=play.hall)
    again = voice.tell_those_who_asked(made.id, "路灯改为每周巡检", actor=play.hall)
    after = voice.theme(made.id)
    assert (told, again, after.told, after.changes) == (5, 0, "路灯改为每周巡检", ("draft-7",))


def test_only_a_coordinator_makes_a_theme(play, cluster):
    with pytest.raises(voice.NotYourPost):
        voice.open_theme(title="x", agency="SJ", demands=cluster.demands, actor=play.by("SJ"))
