import pytest
from django.http import QueryDict

from tongban.catalogue.domain.model import FactKind
from tongban.doors.shared.fields import errors_of, field_of, read
from tongban.kernel.text import Text

OPTIONS = (Text("甲", "A"), Text("乙", "B"))


def kind(type_, **more):
    return FactKind("x", Text("项"), type=type_, **more)


@pytest.mark.parametrize(
    ("type_", "sent", "value"),
    [
        ("string", "r.x= 林晓舟 ", "林晓舟"),
        ("string", "r.x=", None),
        ("enum", "r.x=甲", "甲"),
        ("multi", "r.x=甲&r.x=乙", ["甲", "乙"]),
        ("bool", "r.x=0", False),
        ("bool", "", None),
        ("sign", "r.x=1", True),
        ("daterange", "r.x.from=2026-01-01&r.x.to=2026-01-02", "2026-01-01/2026-01-02"),
        ("daterange", "", None),
        ("datetime", "r.x=2026-01-01T08:30", "2026-01-01T08:30"),
        ("file", "r.x=1", None),
    ],
)
def test_what_is_typed_is_read_in_the_shape_the_face_takes(type_, sent, value):
    assert read(kind(type_, options=OPTIONS), QueryDict(sent), "r.x") == value


def test_what_was_chosen_stays_chosen():
    field = field_of(kind("multi", options=OPTIONS), name="r.x", value=["乙"])
    assert [choice.taken for choice in field.choices] == [False, True]


def test_a_choice_without_options_is_a_line():
    assert field_of(kind("enum"), name="r.x").type == "string"


def test_an_error_leads_to_its_field():
    field = field_of(kind("string"), name="child.birth_at", error=Text("请写"))
    assert errors_of([field]) == [("#f-child-birth-at", "请写")]
    assert field.described_by == "f-child-birth-at-error"
