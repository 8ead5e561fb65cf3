"""The guide of a service (办事指南): what a page tells about it, ready to be shown."""

from dataclasses import dataclass

from tongban.catalogue.domain.model import LegalBasis, PublicService
from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class GuideMaterial:
    """A material as the guide shows it (办事材料): who holds it, or who must bring it.

    `source` is "held" (the government holds it: not asked), "filled" (a form the platform
    fills) or "asked"; `holder` names the agency that holds it, `issuer` who issues it.
    """

    name: Text
    source: str
    required: bool
    holder: Text | None = None
    licence: Text | None = None
    issuer: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class GuideLimit:
    """A time limit in words and number (时限); `words` says 未公布 where none is published."""

    days: int | None
    unit: str | None
    words: Text
    text: str | None = None


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step with the agency that takes it (办理环节)."""

    no: int
    text: Text
    agency: Text | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything an office guide states about a service (办事指南)."""

    id: str
    version: str
    name: Text
    kind: str
    agency: Text
    cooperating: tuple[Text, ...]
    applicants: str
    conditions: tuple[Text, ...]
    materials: tuple[GuideMaterial, ...]
    steps: tuple[GuideStep, ...]
    statutory: GuideLimit
    promised: GuideLimit
    fee: Text
    visits: int
    visits_text: str | None
    result: Text
    validity: str | None
    law: tuple[LegalBasis, ...]
    cross_region: Text | None
    special: tuple[Text, ...]
    events: tuple[tuple[str, Text], ...]
    unverified: tuple[str, ...]
    demo_days: int | None
    service: PublicService
