"""A table nobody foresaw becomes facts by the pages of the designer, and a case uses it."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import staffing
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.identifiers import make_uscc

pytestmark = pytest.mark.django_db
PLATFORM = make_uscc("350102", 9)
TERMS = {
    "name": "公共租赁登记", "owner": "ZJ", "purpose": "核对租房情况", "ground": "law",
    "law": "政务数据共享条例", "months": "12", "sharing": "closed", "grade": "2",
}  # fmt: skip
FIELD = "小区名称"


@pytest.fixture
def designer(client, staffed):
    """A client signed in as the designer of the cast."""
    account = staffing.officer("hejing2", "何静", "designer")
    client.force_login(account)
    return client


def file(resident, *columns, name="rent.csv"):
    columns = columns or (FIELD,)
    head = ",".join(("身份证号", *columns))
    row = ",".join((resident.number, *("江滨新村" for _ in columns)))
    return SimpleUploadedFile(name, f"{head}\n{row}\n".encode())


def upload(client, resident, *columns, **terms):
    given = TERMS | terms | {"file": file(resident, *columns)}
    answer = client.post("/designer/data/new", given)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def choices(client, page):
    """What the page proposes for every column, as its form would send it."""
    text = client.get(page).content.decode()
    said = {}
    for name, inner in re.findall(
        r'<select[^>]*name="(column-\d+)">(.*?)</select>', text, re.DOTALL
    ):
        first = re.search(r'value="([^"]*)" selected', inner)
        said[name] = first[1] if first else "own"
    return said


def take_in(client, page, **chosen):
    said = choices(client, page) | chosen
    assert client.post(f"{page}/agree", said).status_code == 302
    assert client.post(f"{page}/load").status_code == 302


def asks(resident, service):
    """The kinds that the form of a service asks the resident for, and those it knows."""
    draft = cases.start(goal=[service], applicant=resident.party.id, actor=resident.actor)
    form = cases.form(draft.id, actor=resident.actor)
    asked = {q.kind.id for group in form.groups for q in group.questions}
    return asked | {q.kind.id for q in form.deciding}


def need(service, kind):
    """Publish a version of a service that needs a kind of fact more, as a designer would."""
    text = catalogue.source("service", service)
    more = text.replace("\nneeds:\n", f"\nneeds:\n  - {{fact: {kind}}}\n", 1)
    assert more != text
    draft = catalogue.save_draft({"more.yaml": more}, actor=SYSTEM)
    catalogue.publish_draft(draft.id, actor=SYSTEM)


def test_a_new_dataset_answers_a_question_of_a_form_in_one_run(designer, resident):
    page = upload(designer, resident)
    take_in(designer, page)
    need(staffing.SERVICE, FIELD)
    assert FIELD not in asks(resident, staffing.SERVICE)
    number = staffing.hand_in(resident)
    shown = facts.readers(resident.party.id, limit=50)
    assert any(FIELD in each.kinds for each in shown)
    assert number


def test_without_the_dataset_the_person_is_asked(designer, resident):
    take_in(designer, upload(designer, resident))
    need(staffing.SERVICE, FIELD)
    dataset = facts.data.datasets()[0]
    facts.data.withdraw(dataset.id, reason="试", actor=SYSTEM)
    assert FIELD in asks(resident, staffing.SERVICE)


def test_a_companys_data_is_offered_agreed_used_on_consent_and_withdrawn(designer, resident):
    page = upload(designer, resident, owner=PLATFORM, ground="consent", law="", name="租赁平台订单")
    take_in(designer, page)
    need(staffing.SERVICE, FIELD)
    assert FIELD in asks(resident, staffing.SERVICE)  # nobody consented yet
    dataset = facts.data.datasets()[0]
    me = Actor("person", resident.party.id, "林晓舟")
    facts.consent(resident.party.id, scope=dataset.scope, words="同意使用租赁订单", actor=me)
    assert FIELD not in asks(resident, staffing.SERVICE)
    staffing.hand_in(resident)
    answer = designer.post(f"{page}/withdraw", {"reason": "平台停止合作"})
    used = facts.data.dataset(dataset.id)
    assert used.state == "withdrawn"
    assert "用过它的办件" in answer.content.decode()
    assert "平台停止合作" in designer.get(page).content.decode()
    assert FIELD in asks(resident, staffing.SERVICE)


def test_what_is_missing_is_told_field_by_field_and_nothing_is_ticked(designer, resident):
    assert "checked" not in re.sub(
        r'value="2" checked', "", designer.get("/designer/data/new").content.decode()
    )
    answer = designer.post("/designer/data/new", {"name": "x"})
    assert answer.status_code == 400
    told = answer.content.decode()
    assert all(words in told for words in ("请选一个文件", "请选依据哪一类", "请选共享属性"))


def test_a_column_may_be_kept_or_go_to_a_kind_one_writes(designer, resident):
    page = upload(designer, resident, "甲", "乙")
    take_in(designer, page, **{"column-1": "own", "column-2": "other", "key-2": "street_name_x"})
    made = facts.data.datasets()[0]
    assert made.columns == {"甲": f"data:{made.id}:2", "乙": "street_name_x"}


def test_a_file_that_is_none_is_refused_in_words(designer, staffed):
    given = TERMS | {"file": SimpleUploadedFile("x.xlsx", b"no")}
    answer = designer.post("/designer/data/new", given)
    assert answer.status_code == 400
    assert "不是 Excel 工作簿" in answer.content.decode()


def test_programs_add_a_dataset_by_json(designer, resident):
    said = {
        "name": "接口数据", "terms": TERMS, "rows": [{"身份证号": resident.number, "楼栋": "3"}],
    }  # fmt: skip
    answer = designer.post("/designer/data/api", json.dumps(said), "application/json")
    assert (answer.status_code, answer.json()["state"]) == (201, "loaded")
    assert designer.get("/designer/data/api").json()["datasets"][0]["name"] == "接口数据"
    wrong = designer.post(
        "/designer/data/api", json.dumps(said | {"terms": {}}), "application/json"
    )
    assert wrong.status_code == 422
    assert wrong["Content-Type"] == "application/problem+json"


def test_only_the_designer_comes_in(client, staffed):
    client.force_login(staffed.reviewer)
    for page in ("/designer/", "/designer/data", "/designer/data/new", "/designer/data/api"):
        assert client.get(page).status_code == 403
