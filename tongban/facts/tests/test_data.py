"""Data nobody foresaw: read with distrust, profiled, proposed, agreed, loaded, withdrawn."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import Workbook

from tongban.catalogue import api as catalogue
from tongban.facts import api as facts
from tongban.facts.data import reading
from tongban.facts.domain import problems
from tongban.facts.domain.profiling import profile
from tongban.facts.domain.proposing import propose
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.identifiers import make_citizen_number, make_uscc
from tongban.ledger import api as ledger
from tongban.people import api as people

NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
PURPOSE = Purpose("case", "260410-0417-00231-4", "行政许可法 第三十一条", "办理公积金提取")
OFFICER = Actor("officer", 9, "陈立", "reviewer", agency="GJJ")
TERMS = facts.Terms(owner="ZJ", purpose="核对租房情况", law="政务数据共享条例", months=12)
PLATFORM = make_uscc("350102", 9)
NUMBERS = [make_citizen_number("350102", date(1990, 1, n), 100 + n) for n in range(1, 10)]


def table(*extra, header="身份证号,月租金,电梯品牌,备注", numbers=NUMBERS):
    rows = [f"{n},{1000 + no}.00,电梯{no % 2},=cmd|' /C calc'!A0" for no, n in enumerate(numbers)]
    return "\n".join([header, *rows, *extra]).encode()


def offer(content=None, terms=TERMS, file="rent.csv", **more):
    return facts.data.offer(
        content or table(), file=file, name="租房登记", terms=terms, actor=SYSTEM, at=NOON, **more
    )


def read(party, *kinds, at=NOON, actor=OFFICER):
    found = facts.known(party.id, kinds, purpose=PURPOSE, actor=actor, at=at)
    return {kind: each.value for kind, each in found.items()}


# Reading


def test_three_ways_of_writing_a_table_are_read_alike():
    book = Workbook()
    book.active.append(["身份证号", "面积"])
    book.active.append([NUMBERS[0], 60.0])
    packed = io.BytesIO()
    book.save(packed)
    said = [
        reading.read(f"身份证号;面积\r\n{NUMBERS[0]};60\r\n".encode("gb18030"), "a.csv"),
        reading.read(packed.getvalue(), "a.xlsx"),
        reading.read(
            json.dumps({"rows": [{"身份证号": NUMBERS[0], "面积": 60}]}).encode(), "a.json"
        ),
        reading.read(f'{{"身份证号":"{NUMBERS[0]}","面积":60}}\n'.encode(), "a.jsonl"),
    ]
    assert all(each == said[0] for each in said)


def test_what_lies_inside_a_json_and_what_has_no_name_is_kept():
    found = reading.read(b'[{"a": {"b": 1, "c": [1, 2]}, "d": null}]', "a.json")
    assert found.columns == ("a.b", "a.c", "d")
    assert reading.read(b"x,,x\n1,2,3\n", "a.csv").columns == ("x", "第2列", "x_2")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"a,b\n", "a.csv"),
        (b"\x00\x01\x02" * 50, "a.csv"),
        (b"not a workbook", "a.xlsx"),
        (b"[[1, 2]]", "a.json"),
        (b"[" * 100_000, "a.json"),
        (b"a\n" + b"x" * 20_000, "a.csv"),
        (b"x" * (facts.data.LARGEST + 1), "a.csv"),
        (",".join(f"c{n}" for n in range(300)).encode() + b"\n1\n", "a.csv"),
    ],
)
def test_what_is_no_honest_table_is_refused_with_a_reason(content, name):
    with pytest.raises(problems.Unreadable) as fault:
        reading.read(content, name)
    assert fault.value.detail


def test_a_formula_in_a_workbook_is_refused_by_its_cell():
    book = Workbook()
    book.active.append(["a"])
    book.active.append(["=1+1"])
    packed = io.BytesIO()
    book.save(packed)
    with pytest.raises(problems.Unreadable, match="A2"):
        reading.read(packed.getvalue(), "a.xlsx")


# Profiling and proposing


def test_columns_are_known_by_what_stands_in_them():
    wrong = NUMBERS[0][:17] + ("1" if NUMBERS[0][17] != "1" else "2")
    found = profile(reading.read(table(f"{wrong},,电梯1,"), "a.csv"))
    by_name = {each.name: each for each in found.columns}
    assert [each.type for each in found.columns] == ["idno", "money", "enum", "string"]
    assert found.key == "身份证号"
    assert (by_name["身份证号"].bad, by_name["身份证号"].bad_rows) == (1, (10,))
    assert by_name["月租金"].empty == 1
    assert by_name["备注"].formulas == 9
    assert wrong not in json.dumps(found.to_json())


def test_a_known_kind_is_proposed_again_and_near_ones_are_named(book):
    made = propose(profile(reading.read(table(), "a.csv")), book.kinds)
    said = {each.column: (each.act, each.kind) for each in made}
    assert said["月租金"] == ("map", "rent")
    assert said["电梯品牌"] == ("new", "电梯品牌")
    assert said["身份证号"][0] == "key"
    near = propose(
        profile(reading.read("每月租金额\n900.00\n".encode(), "a.csv")),
        book.kinds,
    )
    assert "rent" in [each.kind for each in near[0].near]


# Agreeing, loading, using, withdrawing


@pytest.fixture
def tenant(city):
    return people.register(number=NUMBERS[0], name="林晓舟", actor=SYSTEM)


def test_a_whole_dataset_is_facts_in_one_go_and_its_kinds_are_published(tenant):
    made = facts.data.add(
        table(), file="rent.csv", name="租房登记", terms=TERMS, actor=SYSTEM, at=NOON
    )
    assert (made.state, made.rows, made.matched) == ("loaded", 9, 9)
    assert read(tenant, "rent", "电梯品牌") == {"rent": "1000.00", "电梯品牌": "电梯0"}
    kind = catalogue.kind("电梯品牌")
    assert (kind.type, kind.months, kind.grade) == ("enum", 12, 2)
    source = facts.known(tenant.id, ["rent"], purpose=PURPOSE, actor=OFFICER, at=NOON)[
        "rent"
    ].source
    assert (source.holder, source.dataset, source.law) == ("ZJ", made.id, "政务数据共享条例")
    assert people.find(NUMBERS[8])  # an agency's register names people not seen before


def test_a_column_nobody_knows_is_kept_and_so_is_a_cell_that_is_wrong(tenant):
    new = offer(table(f"{NUMBERS[0]},很多,电梯1,x"))
    columns = facts.data.agree(new.id, columns={"备注": ""}, actor=SYSTEM, at=NOON).columns
    facts.data.load(new.id, actor=SYSTEM, at=NOON)
    assert columns["备注"] == f"data:{new.id}:4"
    assert read(tenant, columns["备注"], "rent.原文") == {columns["备注"]: "x", "rent.原文": "很多"}


def test_two_columns_are_never_one_kind(tenant):
    new = offer()
    with pytest.raises(problems.DatasetTerms, match="rent"):
        facts.data.agree(new.id, columns={"备注": "rent"}, actor=SYSTEM)


@pytest.mark.parametrize("gap", ["owner", "purpose", "law", "months"])
def test_terms_say_whose_what_for_by_which_law_and_how_long(gap, db):
    lacking = {"owner": "ZJ", "purpose": "x", "law": "y", "months": 12} | {
        gap: 0 if gap == "months" else " "
    }
    with pytest.raises(problems.DatasetTerms):
        offer(terms=facts.Terms(**lacking))


def test_only_who_may_change_the_vocabulary_takes_data_in(db):
    with pytest.raises(facts.NotTheirs):
        facts.data.offer(table(), file="a.csv", name="x", terms=TERMS, actor=OFFICER)


def test_a_companys_data_is_read_only_of_whom_it_names_and_who_consented(tenant):
    terms = facts.Terms(PLATFORM, "租房提取公积金", "", 6, ground="consent")
    made = facts.data.add(table(), file="r.csv", name="租赁", terms=terms, actor=SYSTEM, at=NOON)
    assert made.matched == 1
    assert people.find(NUMBERS[8]) is None
    assert read(tenant, "rent") == {}
    assert facts.readers(tenant.id)[0].withheld == ("rent",)
    me = Actor("person", tenant.id, "林晓舟")
    given = facts.consent(tenant.id, scope=made.scope, words="同意", actor=me, at=NOON)
    assert read(tenant, "rent") == {"rent": "1000.00"}
    facts.withdraw_consent(given.id, actor=me)
    assert read(tenant, "rent") == {}


def test_a_withdrawn_dataset_ends_and_names_the_cases_that_used_it(tenant):
    made = facts.data.add(table(), file="r.csv", name="x", terms=TERMS, actor=SYSTEM, at=NOON)
    read(tenant, "rent", at=NOON + timedelta(hours=1))
    done = facts.data.withdraw(made.id, reason="合同到期", actor=SYSTEM, at=NOON)
    assert done.used_in == (PURPOSE.reference,)
    assert facts.data.dataset(made.id).withdrawn_why == "合同到期"
    assert done.ended == 27
    assert read(tenant, "rent") == {}
    with pytest.raises(problems.WrongDatasetStep):
        facts.data.withdraw(made.id, reason="x", actor=SYSTEM)


def test_a_dataset_ends_by_itself_when_its_term_is_over(tenant):
    made = facts.data.add(table(), file="r.csv", name="x", terms=TERMS, actor=SYSTEM, at=NOON)
    assert made.until == date(2027, 4, 10)
    ledger.due(NOON + timedelta(days=367))
    assert facts.data.dataset(made.id).state == "withdrawn"
    assert ledger.rebuild("heads", mend=False).differing == 0
