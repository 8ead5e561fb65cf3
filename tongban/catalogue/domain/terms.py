"""The words that definitions are written in (词汇): facts, licences, roles, agencies, laws, conditions.

`model` hands them on beside what is written in them; everybody reads them from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain.duties import Duties, Structure
from tongban.catalogue.domain.licence_kinds import SHOWN, Item, Predicate
from tongban.kernel.text import Text

Test = Mapping[str, Any]
"""A condition tree: {"all": [...]}, {"any": [...]}, {"not": {...}}, {"fact","op","value"} with op
in == != < <= > >= in, {"holds": licence, "role"?: role}; judged in three values by `policy`.
A leaf's "fact" is written "key" or "role.key"; "value" may be {"ref": fact, "mul": number}."""


@dataclass(frozen=True, slots=True, order=True)
class FactRef:
    """A fact of somebody: the role in the service or event, and the fact kind (数据项).

    `str(ref)` is "child.birth"; this is the form it has in answers, forms and JSON.
    """

    role: str
    kind: str

    def __str__(self) -> str:
        return f"{self.role}.{self.kind}"

    @classmethod
    def read(cls, key: str) -> "FactRef":
        """Read "child.birth" back; what stands before the last dot is the role."""
        role, _, kind = key.rpartition(".")
        return cls(role, kind)

    def under(self, bind: Mapping[str, str]) -> "FactRef":
        """Say it in the roles that a service's own are bound to.

        >>> str(FactRef("applicant", "name").under({"applicant": "child"}))
        'child.name'
        """
        return FactRef(bind.get(self.role, self.role), self.kind)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An article that a definition rests on (依据).

    `status` is as the source marks it: text_read, page_read or unverified.
    """

    law: str
    article: str
    status: str = "unverified"


@dataclass(frozen=True, slots=True)
class Law:
    """A law, regulation or rule by the name that definitions cite it by (法规).

    `title` is its whole name, `rank` law, regulation, rule, local or document; `url` an official
    page where its text is found; `status` says how surely that page is the right one. `articles`
    holds the words of those articles that are at hand.
    """

    name: str
    title: Text
    rank: str = ""
    number: str | None = None
    issuer: str | None = None
    url: str | None = None
    status: str = "unverified"
    articles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Agency:
    """A competent authority by its code (实施主体); one that is no more names its heir (承接机关)."""

    id: str
    name: Text
    uscc: str | None = None
    local: Text | None = None
    structure: Structure = field(default_factory=Structure)
    duties: Duties = field(default_factory=Duties)
    heir: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A part somebody plays in a matter (角色): applicant, child, company, property.

    `is_` is person, company or thing; `default` names the role that plays this one when nobody
    else does (the legal representative is the applicant); `relation` is the relation by which
    the party is found from the applicant (people.related); `new` says the matter itself may
    bring the party into being (a newborn child, a company being founded).
    """

    id: str
    name: Text
    is_: str = "person"
    default: str | None = None
    relation: str | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact (数据项).

    `type` is string, text, enum, multi, number, money, date, yearmonth, datetime, daterange,
    phone, idno, uscc, bankacct, address, region, file, table, sign or bool.

    `options` are the choices of an enum or multi (code = label). `derive` says how the platform
    derives it without asking: {"from": kind, "by": "gender"|"birth"|"age"|"region"} or
    {"holds": licence}. `how` is who says it when nothing states it: "person" (asked on the form)
    or "official" (the handling officer judges it). `question` is the sentence a person is asked,
    `hint` the line under it. `grade` is its sensitivity from 1 (anybody may know) to 4 (known to
    few), `months` how long it is kept once its matter is over, under the law `kept_by` names.
    """

    id: str
    name: Text
    type: str = "string"
    unit: str | None = None
    options: tuple[Text, ...] = ()
    derive: Mapping[str, Any] | None = None
    how: str = "person"
    question: Text | None = None
    hint: Text | None = None
    sensitive: bool = False
    marks: tuple[str, ...] = ()
    version: str = ""
    grade: int | None = None
    months: int | None = None
    kept_by: str = ""


@dataclass(frozen=True, slots=True)
class LicenceKind:
    """A kind of licence or register entry (证照、政府数据): who holds it, about whom, what it states.

    `about` is the role its holder plays by default (applicant, company, property, child…);
    `kind` is licence or data; `months` its validity where the source gives one, else None;
    `states` the fact kinds it states. `type_code` is the 21-character type of GB/T 36904 and
    `type_standard` the type's own standard. `trust` is the level of what is issued under it (A to D);
    `approval` names the acts that two officers do together; `sharing` is open, conditional or
    closed; `authorise` says that in another's matter its holder is asked first.
    """

    id: str
    name: Text
    holder: str
    kind: str = "licence"
    about: str = "applicant"
    validity: str | None = None
    months: int | None = None
    states: tuple[str, ...] = ()
    type_code: str | None = None
    marks: tuple[str, ...] = ()
    version: str = ""
    type_standard: str = ""
    trust: str = "A"
    template: str = "licence"
    sharing: str = "conditional"
    authorise: bool = False
    approval: tuple[str, ...] = ()
    contents: tuple[Item, ...] = ()
    predicates: tuple[Predicate, ...] = ()

    def shown(self, fact: str) -> str:
        """Say who may see an item: public, shown or holder; what is not listed is shown."""
        return next((one.show for one in self.contents if one.fact == fact), SHOWN)


@dataclass(frozen=True, slots=True)
class Days:
    """A limit (时限): number of days, or None where the source publishes none.

    `unit` is working_day or calendar_day; `text` is the source's own wording.
    """

    days: int | None = None
    unit: str = "working_day"
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure for a region from a day (参数值): `known` is the day it became known."""

    region: str
    since: str
    value: str
    known: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A dated parameter (参数): the value of the longest region prefix counts, of the latest day.

    Of two values for one region and day the one known last counts.
    """

    key: str
    name: Text
    unit: str | None = None
    values: tuple[Dated, ...] = ()
    unverified: tuple[str, ...] = ()
    source: str = ""
