"""The face of routing on a real database: what is learned and noted is seen by every process."""

import pytest

from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import now
from tongban.voice.routing import api as routing
from tongban.voice.routing.current import Current
from tongban.voice.routing.domain.proposals import Settled
from tongban.voice.routing.models import LessonRow, LikeRow
from tongban.voice.routing.tests import pilot

pytestmark = pytest.mark.django_db
TEXT = "铁皮棚里天天切割不锈钢火星四溅,电话13800000000"
SETTLED = Settled("投诉", "公共安全", "安全生产", "YJ", "350111")


@pytest.fixture(autouse=True)
def book(monkeypatch):
    """Route by the pilot's duties, and forget what other tests taught."""
    monkeypatch.setattr("tongban.catalogue.api.book", lambda *_: pilot.book())
    routing.CURRENT.forget()
    yield
    routing.CURRENT.forget()


def note(text: str) -> tuple[int, int]:
    demand = ids.new(ids.draw_shard())
    return demand, routing.note(demand=demand, text=text, at=now())


def test_another_process_has_learned_it_too_and_no_number_is_kept():
    routing.learn(demand=1, text=TEXT, settled=SETTLED, actor=SYSTEM)
    routing.learn(demand=1, text=TEXT, settled=SETTLED, actor=SYSTEM)
    elsewhere = Current()
    assert elsewhere.router().propose("铁皮棚里切割不锈钢").function.value == "YJ"
    (row,) = LessonRow.objects.all()
    assert "13800000000" not in row.words


def test_a_cluster_is_there_with_its_fifth_demand():
    for _ in range(4):
        note("白马北路路灯不亮,晚上很黑")
    assert routing.clusters(least=5) == ()
    note("白马北路的路灯又不亮了")
    (found,) = routing.clusters(least=5)
    assert (len(found.demands), found.function, found.place) == (5, "CG", "白马北路")
    assert found.why


def test_another_process_adds_to_the_same_cluster():
    first, cluster = note("白马北路路灯不亮")
    routing.CURRENT.forget()
    _, again = note("白马北路路灯又不亮了")
    assert cluster == again == first


def test_noting_twice_changes_nothing():
    demand, cluster = note("白马北路路灯不亮")
    assert routing.note(demand=demand, text="白马北路路灯不亮", at=now()) == cluster
    assert LikeRow.objects.count() == 1


def test_a_like_demand_is_shown_before_filing():
    demand, _ = note("白马北路路灯不亮")
    (found,) = routing.similar("白马北路路灯坏了不亮")
    assert found.demand == demand
    assert found.why
    assert routing.similar("孩子上户口要什么材料") == ()


def test_what_is_erased_is_gone_from_lessons_and_clusters():
    demand, _ = note("白马北路路灯不亮")
    routing.learn(demand=demand, text="白马北路路灯不亮", settled=SETTLED, actor=SYSTEM)
    routing.forget(demand)
    assert not LessonRow.objects.exists()
    assert routing.similar("白马北路路灯不亮") == ()


def test_a_unit_is_called_by_its_district():
    assert routing.unit_name("CG", "350104") == "仓山区城市管理局"
    assert routing.unit_name("GD", "350104") == "榕城供电公司"
