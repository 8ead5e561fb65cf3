"""The router: duties, places, lessons, reasons (分派)."""

from datetime import UTC, datetime, timedelta

import pytest

from tongban.voice.routing.domain import splitting
from tongban.voice.routing.domain.clustering import Clusters, Noted
from tongban.voice.routing.domain.lessons import Lesson
from tongban.voice.routing.domain.places import spots
from tongban.voice.routing.domain.proposals import Settled
from tongban.voice.routing.domain.router import Router
from tongban.voice.routing.tests import pilot

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def router() -> Router:
    return Router.of(pilot.book())


def test_the_unit_is_the_function_in_the_district_of_the_place(router):
    found = router.propose("烟台山那边有人占道摆摊卖水果")
    assert (found.unit, found.type.value) == ("CG-350104", "投诉")
    assert any("烟台山" in why for why in found.district.why)


def test_one_company_serves_every_district(router):
    found = router.propose("鼓楼区整条巷子停水了")
    assert (found.unit, found.district.value) == ("GS", "350102")


def test_a_point_on_the_map_outweighs_words(router):
    assert router.propose("东街口路灯不亮", district="350103").unit == "CG-350103"


def test_a_road_named_for_a_river_is_no_river(router):
    assert router.propose("白马河路上有人摆摊").function.value == "CG"


def test_who_was_asked_before_is_not_who_must_act(router):
    assert router.propose("家里没水,打给物业说不归他们管").function.value == "GS"


def test_typed_in_pinyin_it_is_read_all_the_same(router):
    assert router.propose("lou dao li wen dao ranqi xielou").function.value == "GQ"


def test_danger_is_dispatched_within_an_hour(router):
    found = router.propose("电线断了掉在路上冒火花")
    assert (found.urgency.value, found.clocks.dispatch) == ("紧急", timedelta(hours=1))
    assert "119" in found.emergency


def test_what_nobody_knows_is_decided_by_a_person(router):
    found = router.propose("我说不清楚,反正就是那个事")
    assert found.decide_by_person
    assert not found.function


def test_a_correction_counts_from_the_next_demand_on(router):
    text = "门口那个铁皮棚里天天切割不锈钢,火星四溅"
    settled = Settled("投诉", "公共安全", "安全生产", "YJ", "350111")
    before = router.propose(text)
    router.learn(Lesson(1, text, settled))
    after = router.propose("铁皮棚里切割不锈钢,火星乱溅")
    assert before.function.value != "YJ"
    assert (after.function.value, after.category_l2.value) == ("YJ", "安全生产")
    assert any("已办结的诉求" in why for why in after.function.why)


def test_a_later_correction_takes_the_place_of_the_earlier(router):
    text = "铁皮棚里天天切割不锈钢火星四溅"
    for function in ("CG", "YJ"):
        router.learn(Lesson(1, text, Settled("投诉", "公共安全", "安全生产", function)))
    assert router.propose(text).function.value == "YJ"


def test_several_matters_are_told_apart_and_one_is_left_whole(router):
    said = "楼上夜里装修太吵了,另外小区门口的路灯也不亮"
    assert len(splitting.parts(said, router.propose)) == 2
    whole = "路灯不亮好几天了。晚上黑漆漆的,老人不敢出门。"
    assert splitting.parts(whole, router.propose) == (whole.strip(),)


def noted(router: Router, demand: int, text: str, *, days: int = 0) -> Noted:
    read, said = router.understand(text), router.propose(text)
    return Noted(
        demand,
        text,
        read.terms,
        spots(text, list(read.places)),
        said.district.value,
        said.matter,
        said.function.value,
        NOON + timedelta(days=days),
    )


def test_the_same_matter_at_the_same_place_is_one_cluster_and_says_why(router):
    known = Clusters()
    known.add(noted(router, 1, "金山大道工地半夜打桩吵死人"))
    assert known.add(noted(router, 2, "夜里金山大道那个工地还在施工")) == (1,)
    assert any("金山大道" in why for why in known.ties[2].why)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("五四路工地半夜打桩吵死人", 0),  # another district
        ("金山大道路灯不亮", 0),  # another matter
        ("金山大道工地半夜打桩吵死人", 120),  # another time
    ],
)
def test_another_place_matter_or_time_is_another_cluster(router, text, days):
    known = Clusters()
    known.add(noted(router, 1, "金山大道工地半夜打桩吵死人"))
    assert known.add(noted(router, 2, text, days=days)) == (2,)


def test_a_demand_between_two_clusters_makes_them_one(router):
    known = Clusters()
    one, two = noted(router, 1, "金山大道路灯不亮"), noted(router, 2, "金山大道路灯坏了很黑")
    known.put(one, 1)
    known.put(two, 2)
    assert known.add(noted(router, 3, "金山大道路灯不亮,坏了很黑")) == (1, 2)
    assert set(known.cluster.values()) == {1}
