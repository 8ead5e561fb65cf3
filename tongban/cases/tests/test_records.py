"""What a case states (GB/T 39046): every item of classes 2 to 5 by its name, None where nothing is known."""

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import inn
from tongban.cases.tests import village as v
from tongban.facts import api as facts

# As the standard lists them, a name for each item (2.1 of the notes on the standard).
CLASSES = {
    "办事申请": "办件编号 实施编码 事项名称 办件类型 办件类型代码 申请者名称 申请者证件类型代码 申请者证件号码"
    " 联系人/代理人姓名 联系人/代理人证件类型 联系人/代理人证件号码 手机 邮编 通讯地址 法定代表人 申报来源代码"
    " 申请时间 投资项目编号 行政区划",
    "申请材料": "材料名称 是否收取 收取方式 收取数量 收取时间 附件实体",
    "事项受理": "办件编号 基本编码 实施编码 事项名称 受理单位名称 受理单位统一社会信用代码 受理人员 受理时间"
    " 受理文书编号 承诺办结时间 办件类型 办件类型代码 行政区划",
    "事项办理": "办件编号 业务动作 环节名称 环节处理人 处理意见 环节开始时间 环节结束时间 处理单位名称"
    " 处理单位统一社会信用代码 环节办理状态",
    "特别程序": "特别程序种类名称 特别程序种类代码 开始时间 启动理由或依据 申请人 结束时间 结果 办理意见"
    " 办理单位 办理单位统一社会信用代码 办理人",
    "事项办结": "办件编号 办理人 办结时间 结果证照名称 结果证照编号 办件结果描述 证照有效期限 发证/盖章单位"
    " 行政区划 是否快递寄送 是否收费",
}


@pytest.fixture
def officer(village):
    return village.officers["COIN"]


@pytest.fixture
def finished(village, officer):
    """A case in which everything happened: stopped, prolonged, granted under a condition."""
    number = inn.hand_in(village).number
    cases.take_in(number, actor=officer, at=v.AT)
    cases.stop_clock(number, ground="test", days=5, reason="送检", actor=officer, at=inn.days(1))
    cases.resume_clock(number, no=1, result="合格", actor=officer, at=inn.days(2))
    cases.ask_extension(number, days=5, reason="等测绘", actor=officer, at=inn.days(2))
    cases.approve_extension(number, actor=village.head, at=inn.days(2))
    inn.grant(village, cases.case(number, actor=officer), at=inn.days(3), conditions=["每月检查"])
    return number


@pytest.mark.parametrize("name", CLASSES)
def test_every_item_of_the_class_is_there_in_its_order(village, finished, name):
    said = cases.record(finished, actor=village.me)[name]
    for row in said if isinstance(said, tuple) else (said,):
        assert list(row) == CLASSES[name].split()


def test_the_application_and_the_intake_are_stated(village, finished):
    record = cases.record(finished, actor=village.me)
    applied, accepted = record["办事申请"], record["事项受理"]
    assert (applied["申请者名称"], applied["申请者证件类型代码"]) == ("林晓舟", "111")
    assert (applied["申报来源代码"], applied["申请时间"]) == ("2", "20260302T100000")
    assert (applied["通讯地址"], applied["投资项目编号"]) == ("榕荫路 1 号", None)
    assert (accepted["受理时间"], accepted["受理人员"]) == ("20260302", "郑书衡")
    assert accepted["受理文书编号"].startswith("受字〔2026〕")
    assert [row["收取方式"] for row in record["申请材料"]] == ["2", "2"]


def test_steps_and_special_procedures_are_stated_with_who_and_when(village, finished):
    record = cases.record(finished, actor=village.me)
    steps = [(row["环节名称"], row["业务动作"], row["环节办理状态"]) for row in record["事项办理"]]
    assert steps == [
        ("受理", "通过", "2"), ("审查", "通过", "2"), ("决定", "通过", "2"), ("办结", "通过", "2"),
    ]  # fmt: skip
    more, test = record["特别程序"]
    assert (more["特别程序种类代码"], more["结果"], more["办理人"]) == (
        "1",
        "延长 5 个工作日",
        "周主任",
    )
    assert (test["特别程序种类名称"], test["结果"], test["结束时间"]) == (
        "检测",
        "合格",
        "20260304",
    )


def test_the_end_is_stated_with_its_licence(village, finished):
    end = cases.record(finished, actor=village.me)["事项办结"]
    assert (end["结果证照名称"], end["办件结果描述"]) == ("客栈证", "准予，附条件：每月检查")
    assert (end["证照有效期限"], end["发证/盖章单位"]) == ("20270304", "银库")
    assert end["结果证照编号"].startswith("1.2.156.3005.2.")


def test_what_has_not_happened_is_said_to_be_nothing(village):
    number = inn.hand_in(village).number
    record = cases.record(number, actor=village.me)
    assert (record["事项受理"], record["事项办结"], record["特别程序"]) == (None, None, ())
    (waits,) = record["事项办理"]
    assert waits["环节办理状态"] == "1"
    with pytest.raises(cases.NotYours):
        cases.record(number, actor=village.nobody)


def test_reading_a_record_leaves_a_row_that_the_person_can_see(village, officer):
    number = inn.hand_in(village).number
    before = len(facts.readers(village.mother.id))
    cases.record(number, actor=officer)
    assert len(facts.readers(village.mother.id)) == before + 1
