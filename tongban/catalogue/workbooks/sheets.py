"""The sheets of an item workbook (事项工作簿的各表), made of the declared fields of the standards.

What the standards write as codes a person chooses as words from a list. What is made of other
rows (the flow of the steps, the conditions in one text) has its own sheet and no column here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from tongban.catalogue.domain.standard import aggregation, codes, gb
from tongban.catalogue.domain.standard.fields import Field, Table

SERVICE, NUMBER = "事项代码", "行号"
TRUTHS = ("是", "否")
_ELSEWHERE = frozenset(
    {
        "conditions", "flow", "law", "faq", "special", "cooperating", "cooperating_codes",
        "agency_name", "agency_code",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet (工作表): its name, what its rows are, its columns, and a sentence for those who fill it."""

    name: str
    rows: str
    fields: tuple[Field, ...]
    note: str

    @property
    def key(self) -> tuple[str, ...]:
        """Return the columns that say which row this is."""
        return (SERVICE, NUMBER) if self.rows else (SERVICE,)

    @property
    def head(self) -> tuple[str, ...]:
        """Return the headings."""
        return (*self.key, *(one.name for one in self.fields))


def _for_people(one: Field) -> Field:
    """Return the field as a person fills it: words for codes, 是 and 否, days with hyphens."""
    if one.set == "day_unit":
        return replace(one, profile=codes.GB)
    match one.type:
        case "code":
            return replace(one, type="word", derive="")
        case "codes":
            return replace(one, type="words", derive="")
        case "yes_no":
            return replace(one, type="truth", derive="")
        case "date":
            return replace(one, type="day", derive="")
        case _:
            return replace(one, derive="")


def _joined(tables: Iterable[Table], own: Iterable[Field] = ()) -> tuple[Field, ...]:
    """Take each place once, in the order of the tables; `own` says some of them otherwise."""
    said = {one.path: one for one in own}
    found: dict[str, Field] = {}
    for table in tables:
        for one in table.fields:
            if one.path and one.derive not in _ELSEWHERE and one.path not in found:
                found[one.path] = said.pop(one.path) if one.path in said else _for_people(one)
    names: dict[str, int] = {}
    made = []
    for one in (*found.values(), *said.values()):
        names[one.name] = names.get(one.name, 0) + 1
        twice = names[one.name] > 1
        made.append(replace(one, name=f"{one.name}({names[one.name]})") if twice else one)
    return tuple(made)


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return the sheets of a workbook in their order."""
    item = (
        Field("", "收费金额(元)", "fee.amount", "amount", note="免费写 0;没有公布就空着"),
        Field("", "收费说明", "fee.text"),
    )
    material = (
        Field("", "材料种类", "kind", "code", set="material_kind", required=True),
        Field("", "证照代码", "licence", note="政府证照和数据写证照的代码"),
        Field("", "情形代码", "situation", note="情形表里的代码"),
    )
    law = (Field("", "核对情况", "status", "code", set="law_status"),)
    return (
        Sheet("事项", "", _joined((gb.ITEM, *aggregation.TABLES[:3], gb.CATALOGUE, gb.CLOSE), item),
              "每行一个事项。事项代码不要改;空格表示没有写。"),
        Sheet("材料", "materials", _joined((gb.MATERIAL, aggregation.MATERIAL), material),
              "每行一样材料。行号不要改;新材料行号空着,插在哪里就排在哪里;删掉整行就是不再要。"),
        Sheet("环节", "steps", _joined((aggregation.PROCESS,)), "每行一个办理环节,按先后排。"),
        Sheet("依据", "law", _joined((aggregation.LAW,), law), "每行一条依据。"),
        Sheet("收费", "standard.fees", _joined((aggregation.FEE,)), "每行一个收费项目。"),
        Sheet("条件", "conditions", _joined((aggregation.CONDITION,)),
              "每行一条受理条件。可以判断的规则不在表里,改文字不会改规则。"),
        Sheet("常见问题", "faq", _joined((aggregation.FAQ,)), "每行一问一答。"),
        Sheet("情形", "situations", _joined((aggregation.SITUATION,)),
              "每行一种情形。新情形的条件要在定义文件里写。"),
    )  # fmt: skip


def choices(one: Field) -> tuple[str, ...]:
    """Return the words a cell offers to choose from; several may be written with 、 between."""
    if one.type == "truth":
        return TRUTHS
    if one.set and one.type == "code":
        return tuple(codes.register()["sets"][one.set][codes.GB])
    return codes.words(one.set) if one.set else ()
