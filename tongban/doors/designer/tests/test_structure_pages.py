"""A designer drafts a reorganisation by forms, sees what it touches, and takes one back."""

from datetime import timedelta

import pytest

from bench import structure as trial
from tests import staffing
from tongban.agencies import api as agencies
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db
TOMORROW = time.city_date(time.now()) + timedelta(days=1)
FIRST = {
    "name": "户政和出入境合并", "since": TOMORROW.isoformat(), "law": "地方组织法", "article": "第七十九条",
}  # fmt: skip
NEW = "/designer/structure/new"


@pytest.fixture
def designer(client, staffed):
    client.force_login(staffing.officer("hejing2", "何静", "designer"))
    return client


def text(client, address):
    return client.get(address).content.decode()


def merged(designer):
    said = {**FIRST, "kind": "merge"}
    second = designer.post(NEW, {**said, "step": "1"})
    assert "并掉哪个部门" in second.content.decode()
    assert "请填写这一项" not in second.content.decode()
    who = {"of": "GA-HJ", "of2": "GA-CRJ", "new_code": "GA-RK", "new_name": "人口服务管理局"}
    return designer.post(NEW, {**said, **who, "step": "2"})


def test_a_merger_is_drafted_without_writing_a_file_and_previewed_whole(designer):
    trial.seed(6, 3)
    made = merged(designer)
    page = text(designer, made["Location"])
    for words in ("人口服务管理局", "在办件", "编号、期限、记录不变", "第七十九条", "岗位"):
        assert words in page
    (draft,) = catalogue.open_drafts(actor=SYSTEM)
    assert draft.title == FIRST["name"]


def test_what_is_missing_is_said_on_the_page(designer):
    page = designer.post(
        NEW, {"step": "1", "kind": "merge", "since": "2020-01-01"}
    ).content.decode()
    assert "请填写这一项" in page
    assert "请写今天或者以后的一天" in page


def test_powers_are_ticked_and_go_to_the_districts(designer):
    said = {**FIRST, "kind": "move", "of": "CG", "to": "CG", "level": "district"}
    third = designer.post(NEW, {**said, "step": "2"}).content.decode()
    assert "services:CG-SIGN" in third
    picked = {"power": ["services:CG-SIGN", "licences:L-SIGN"], "step": "3"}
    page = text(designer, designer.post(NEW, {**said, **picked})["Location"])
    assert "各区：城市管理" in page
    assert "户外招牌" in page


def test_one_in_force_is_taken_back_by_a_draft_of_its_own(designer):
    today = time.city_date(time.now())
    trial.publish(trial.said(today))
    agencies.carry_out()
    page = text(designer, "/designer/structure")
    assert "已施行" in page
    assert "移交完了" in page
    made = designer.post(f"/designer/structure/{trial.REFORM}/back")
    assert "从今天起恢复" not in text(designer, made["Location"])
    assert "人口服务管理局" in text(designer, made["Location"])


def test_a_supervisor_reads_and_a_clerk_may_not(client, staffed):
    client.force_login(staffed.supervisor)
    assert client.get("/designer/structure").status_code == 200
    client.force_login(staffed.clerk)
    assert client.get("/designer/structure").status_code in (302, 403, 404)
