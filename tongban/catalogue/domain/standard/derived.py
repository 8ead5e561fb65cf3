"""What other fields say already (可由其他数据项得出的): one sentence for many rows, a code for an id.

A definition keeps conditions, steps and laws as rows; the standards want one text of them too.
Where a definition has its own text under `standard`, that counts; else it is made here.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tongban.catalogue.domain.model import Book
from tongban.catalogue.domain.standard import codes

Value = Mapping[str, Any]


def zh(value: Any) -> str:
    """Return the Chinese of a text."""
    return str(value["zh"] if isinstance(value, Mapping) else value or "")


def _agency(code: Any, book: Book) -> str | None:
    known = book.agencies.get(str(code))
    return (known.local or known.name).zh if known else None


def _numbered(sentences: list[str]) -> str | None:
    if len(sentences) <= 1:
        return sentences[0] if sentences else None
    return "\n".join(f"{no}. {each}" for no, each in enumerate(sentences, 1))


def _conditions(value: Value, _book: Book) -> str | None:
    return _numbered([zh(each.get("text")) for each in value.get("conditions") or ()])


def _flow(value: Value, book: Book) -> str | None:
    steps = []
    for each in value.get("steps") or ():
        who = _agency(each["agency"], book) if each.get("agency") else None
        steps.append(zh(each.get("text")) + (f"({who})" if who else ""))
    return _numbered(steps)


def _cited(value: Value) -> list[Value]:
    return [each for each in value.get("law") or () if each.get("law")]


def _law(value: Value, _book: Book) -> str | None:
    cited = [f"《{each['law']}》{each.get('article') or ''}" for each in _cited(value)]
    return ";".join(cited) or None


def _faq(value: Value, _book: Book) -> str | None:
    said = [f"问:{zh(e.get('question'))} 答:{zh(e.get('answer'))}" for e in value.get("faq") or ()]
    return "\n".join(said) or None


def _special(value: Value, _book: Book) -> str | None:
    said = [
        zh(each.get("text") or each.get("type")) for each in value.get("special_procedures") or ()
    ]
    return ";".join(said) or None


def _cooperating(value: Value, book: Book) -> str | None:
    names = [_agency(each.get("agency"), book) or "" for each in value.get("cooperating") or ()]
    return "、".join(name for name in names if name) or None


def _cooperating_codes(value: Value, book: Book) -> str | None:
    known = [book.agencies.get(each.get("agency") or "") for each in value.get("cooperating") or ()]
    return ",".join(one.uscc for one in known if one and one.uscc) or None


def _agency_name(value: Value, book: Book) -> str | None:
    return _agency(value.get("agency"), book)


def _agency_code(value: Value, book: Book) -> str | None:
    known = book.agencies.get(str(value.get("agency")))
    return known.uscc if known else None


def _charged(value: Value, _book: Book) -> bool | None:
    amount = (value.get("fee") or {}).get("amount")
    return None if amount is None else amount not in (0, "0", "0.00")


def _pay_online(value: Value, _book: Book) -> bool | None:
    found = (value.get("fee") or {}).get("online")
    return bool(found) if found is not None else None


def _audience(value: Value, _book: Book) -> list[str] | None:
    """Read the audience of the sentence "自然人、企业(申请人)", as far as the code set knows it."""
    text = zh(value.get("applicants")).replace("(", "、").replace(")", "")
    found = [codes.known("audience", part.strip()) for part in text.split("、")]
    return list(dict.fromkeys(one for one in found if one)) or None


def _case_type(value: Value, _book: Book) -> str | None:
    limit = (value.get("time_limit") or {}).get("promised") or {}
    if limit.get("days") is None:
        return None
    return "即办件" if limit["days"] == 0 else "承诺件"


def _region(_value: Value, book: Book) -> str | None:
    return str(book.city["region"]) if book.city.get("region") else None


def _region_name(_value: Value, book: Book) -> str | None:
    name = book.city.get("region_name")
    return zh(name) if name else None


def _required(_value: Value, _book: Book) -> bool:
    return True


def _need(value: Value, _book: Book) -> str:
    return "非必要" if value.get("required") is False else "必要"


def _material_type(value: Value, _book: Book) -> str:
    kinds = {"licence": "证件证书证明", "data": "证件证书证明", "form": "申请表格文书"}
    return kinds.get(str(value.get("kind")), "其他")


def _material_source(value: Value, _book: Book) -> str:
    kind = str(value.get("kind"))
    if kind in ("licence", "data"):
        return "政府部门核发"
    return "其他" if kind == "third_party_issued" else "申请人自备"


def _issuer(value: Value, book: Book) -> str | None:
    return _agency(value["held_by"], book) if value.get("held_by") else None


def _special_text(value: Value, _book: Book) -> str:
    return zh(value.get("text") or value.get("type"))


def _special_code(_value: Value, _book: Book) -> str:
    """Say the kind of a special procedure: what a service plans is never an extension (A.7)."""
    return "除延长审批之外的情况"


def _is_licence(value: Value, _book: Book) -> bool:
    return bool((value.get("result") or {}).get("licence"))


def _state(_value: Value, _book: Book) -> str:
    return "在用"


DERIVED: Mapping[str, Callable[[Value, Book], Any]] = {
    "conditions": _conditions,
    "flow": _flow,
    "law": _law,
    "faq": _faq,
    "special": _special,
    "cooperating": _cooperating,
    "cooperating_codes": _cooperating_codes,
    "agency_name": _agency_name,
    "agency_code": _agency_code,
    "charged": _charged,
    "pay_online": _pay_online,
    "audience": _audience,
    "case_type": _case_type,
    "region": _region,
    "region_name": _region_name,
    "required": _required,
    "need": _need,
    "material_type": _material_type,
    "material_source": _material_source,
    "issuer": _issuer,
    "is_licence": _is_licence,
    "state": _state,
    "special_text": _special_text,
    "special_code": _special_code,
}
"""The functions by the names that fields call them by; each depends on plain fields alone."""
