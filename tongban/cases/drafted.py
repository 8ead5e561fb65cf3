"""What filling in hands out (填报所见): drafts, questions, what is held, materials, the one form.

Plain values; the doors see them by way of `cases.api`, this room by way of `cases.views`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tongban.cases.domain.answers import Note
from tongban.cases.domain.inquiries import Office
from tongban.catalogue.domain.model import FactKind
from tongban.kernel.text import Text
from tongban.policy.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file somebody handed in (附件): checked for what it is, its name made harmless.

    It belongs to a material of a service (`material_no`), or to a fact of type file (`ref`).
    """

    id: int
    service: str
    material_no: int
    ref: str
    name: str
    type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in (待收附件): for a material by its number, or for a fact by its ref."""

    name: str
    content: bytes
    material_no: int = 0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has begun and not handed in (草稿).

    `answers` are keyed "role.kind"; `on` is the day whose definitions it is pinned to;
    `numbers` are the case numbers already set aside, by service; `application` is the id of the
    application it became, None before. `notes` tell what was put right in the last answers
    (full-width digits, blanks), by ref.
    """

    id: int
    applicant: int
    goal: tuple[str, ...]
    title: Text
    channel: str
    started_at: datetime
    on: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    application: int | None = None
    notes: Mapping[str, Note] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form (问题): asked once, however many services need it.

    `ref` is the name of the input field ("child.name"); `limit` the longest answer in
    characters; `answer` what has been said so far, None before.
    """

    ref: str
    kind: FactKind
    role: str
    label: Text
    hint: Text | None
    required: bool
    limit: int
    services: tuple[str, ...]
    answer: Any = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together (一组问题): those about one role."""

    role: str
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A fact the government already holds (已掌握的信息), with where it was taken from.

    `statement` is the id under which it can be disputed, None for a derived fact. `hidden`:
    it is somebody else's who was only named by number, so its value is not shown (None).
    """

    ref: str
    kind: FactKind
    role: Text
    value: Any
    source: str
    source_words: Text
    services: tuple[str, ...]
    statement: int | None = None
    disputed: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A material of an included service (材料): `state` is found, generated, asked, pledged or later.

    `source` says where a found one is; `attachments` what has been handed in for an asked one.
    """

    service: str
    no: int
    name: Text
    state: str
    required: bool
    source: Text | None = None
    when: Text | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyToName:
    """Somebody who takes part and whom no relation leads to (要写明的人): asked by number and name.

    `number_key` and `name_key` are input names accepted by `fill`; `number` and `given_name`
    what was answered; `bound` whether they lead to a party known here. Where a relation leads to
    several, `choices` are the answers to `number_key` that pick one, each with its words.
    """

    role: str
    role_name: Text
    is_: str
    required: bool
    number_key: str
    name_key: str
    number: str | None = None
    given_name: str | None = None
    bound: bool = False
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice of the applicant's instead of handing a material in (告知承诺、容缺受理).

    `ref` is the input's name, taken by `fill` as true or false; `kind` is pledge or later;
    `text` what is pledged; `materials` what need not be handed in now; `days` how long it may
    follow, or within how many the pledge is checked. Whoever broke a pledge is offered none.
    """

    ref: str
    kind: str
    service: str
    service_name: Text
    materials: tuple[Text, ...]
    text: str
    days: int
    unit: str
    law: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Fee:
    """What a matter costs this person (应缴费用): `amount` None where none is published or known.

    `matter` is the key of the service in the plan; `words` say the amount, or what the source says.
    """

    matter: str
    amount: Decimal | int | None
    words: Text


@dataclass(frozen=True, slots=True)
class Form:
    """The one form of everything a goal needs (一张表单).

    `deciding` come first: their answers decide which optional services are included. `missing`
    are the refs, parties ("@party.role") and materials ("service:no") still open; `ready` when
    there are none. `offices` are the agencies that were asked, each with how it answered.
    """

    draft: Draft
    plan: Plan
    deciding: tuple[Question, ...]
    held: tuple[Held, ...]
    groups: tuple[Group, ...]
    materials: tuple[MaterialLine, ...]
    parties: tuple[PartyToName, ...]
    missing: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    fees: tuple[Fee, ...] = ()
    offices: tuple[Office, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be handed in."""
        return not self.missing
