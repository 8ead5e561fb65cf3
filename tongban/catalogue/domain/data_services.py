"""Data services (数据服务): what an agency answers about a subject, on what terms, for whom.

A data service is published by the agency that holds the data. Its sharing class is that of the
rules on sharing government data: open without condition, on a condition, or closed by a law that
is named (政务数据共享条例). Nobody asks it without a purpose, and a purpose says in plain
words why, on which legal basis, for which fields, how often, how long what came is kept.
"""

from dataclasses import dataclass

from tongban.catalogue.domain.terms import LegalBasis
from tongban.kernel.text import Text

SHARING = ("open", "conditional", "closed")
"""无条件共享、有条件共享、不予共享."""
BASES = ("duty", "request", "consent", "emergency", "sealed")
"""Legal bases of a purpose: 法定职责、本人申请、本人同意、紧急情况、保密查询."""
MODES = ("sync", "deferred", "event", "bulk")
PREVIEWS = ("never", "first", "always")


@dataclass(frozen=True, slots=True)
class DataField:
    """A field of a data service (数据字段): the fact kind it yields and its grade.

    `grade` is 1 (public) to 4 (may gravely harm the subject), the classes of graded data.
    """

    kind: str
    grade: int = 2


@dataclass(frozen=True, slots=True)
class DataPurpose:
    """A purpose the provider grants (使用目的), in words the person reads.

    `basis` is duty, request, consent, emergency or sealed, `law` its citation; `fields` the fact
    kinds it may see; `roles` the parts the subject may play in the case (none named: any);
    `services` the matters it may be used in (none named: any); `per_hour` and `per_day` cap the
    calls; what came is kept for `retention_days`; `preview` says whether the person sees it
    before it is used; the purpose ends after the day `until`.
    """

    id: str
    title: Text
    basis: str
    law: tuple[LegalBasis, ...]
    fields: tuple[str, ...]
    roles: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    per_hour: int = 200
    per_day: int = 2000
    retention_days: int = 180
    preview: str = "never"
    until: str | None = None
    risk: Text | None = None


@dataclass(frozen=True, slots=True)
class DataService:
    """A data service of an agency (数据服务), in one dated version.

    `subject` is what is asked about: person, company or thing; `key` the fact kind whose value
    finds it in the agency's register. `fresh_days` is how long an answer counts as current;
    `target_ms` the response time the agency aims at. `condition` words the condition of a
    conditional service, `closed_by` cites the law that closes one. `register` is the register entry
    (a licence kind) that its answer stands for: whoever has the answer needs no print of it.
    """

    id: str
    version: str
    name: Text
    agency: str
    subject: str
    key: str
    sharing: str
    fields: tuple[DataField, ...]
    register: str | None = None
    law: tuple[LegalBasis, ...] = ()
    condition: Text | None = None
    closed_by: LegalBasis | None = None
    authoritative: bool = False
    modes: tuple[str, ...] = ("sync",)
    rhythm: Text | None = None
    fresh_days: int = 1
    target_ms: int = 1000
    contact: str | None = None
    purposes: tuple[DataPurpose, ...] = ()
    unverified: tuple[str, ...] = ()
    until: str | None = None

    @property
    def yields(self) -> tuple[str, ...]:
        """The fact kinds it answers, in the order of its fields."""
        return tuple(field.kind for field in self.fields)

    def grade(self, kind: str) -> int:
        """Return the grade of a field; KeyError where it does not answer this kind."""
        return {field.kind: field.grade for field in self.fields}[kind]

    def purpose(self, purpose_id: str) -> DataPurpose | None:
        """Return one of its purposes by its id."""
        return next((one for one in self.purposes if one.id == purpose_id), None)
