"""Telling a person (通知): one notice in the inbox, and a sending for each way that is open.

Everything is written in the transaction of what is told; the worker carries it. Words and address
of a sending are sealed until it is settled, so that the table shows neither.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.notices import LETTER, SMS, BadNotice, Template, Value
from tongban.exchange.gateway import sealed
from tongban.exchange.notices import providers, serving
from tongban.exchange.notices.domain.sending import QUEUED
from tongban.exchange.notices.domain.serving import ELECTRONIC
from tongban.exchange.notices.models import NoticeRow, SendingRow
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.script import traditional
from tongban.kernel.text import Text
from tongban.people import api as people

MANY = 20
"""Text messages a person is sent in a day at most, what is urgent or law apart."""
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as it is made (待发通知): who, which template with which words, what it is about."""

    person: int
    template: Template
    values: Mapping[str, Value]
    about: tuple[str, str]
    legal: bool
    document: str = ""


def notify(
    *,
    person: int,
    template: str,
    values: Mapping[str, Value],
    about: tuple[str, str],
    actor: Actor,
    at: datetime | None = None,
    legal: bool = False,
    document: str = "",
) -> int:
    """Tell a person something, in the words of a template (通知当事人); returns the notice's id.

    `about` is the kind and number of what it is about: ("case", number), ("demand", number).
    `values` are the template's variables; a Text is said in the person's language. The inbox always
    has it; other ways follow what the person prefers and are carried by the worker. `legal` serves
    the document `document` on the person, with proof (送达). Written in the caller's transaction, so
    that neither exists alone. Raises BadNotice for an unknown template or a missing value.
    """
    at = at or time.now()
    told = Told(person, _template(template, at), values, about, legal, document)
    return _write(told, actor, at)


def pretend(*, template: str, values: Mapping[str, Value], at: datetime | None = None) -> None:
    """Do all that `notify` writes and take it back: for a number nobody has (同时耗时).

    Whoever waits for the answer cannot tell the two apart.
    """
    at = at or time.now()
    stranger = ids.new(ids.draw_shard())
    told = Told(stranger, _template(template, at), values, ("code", ""), legal=False)
    with transaction.atomic():
        point = transaction.savepoint()
        _write(told, SYSTEM, at)
        transaction.savepoint_rollback(point)


def _template(name: str, at: datetime) -> Template:
    found = catalogue.notice(name, time.city_date(at))
    if found is None:
        raise BadNotice(name)
    return found


def _write(told: Told, actor: Actor, at: datetime) -> int:
    reach, template = people.reach(told.person), told.template
    language, shard = reach.language, ids.shard_of(told.person)
    worded, values = _script(template, told.values, language)
    subject, body, short = (
        said(values, language) for said in (worded.subject_of, worded.body_of, worded.sms_of)
    )
    row = NoticeRow(
        shard=shard, id=ids.new(shard), person=told.person, template=template.id,
        version=template.version, language=language, subject=subject,
        body="" if template.secret else body, about_kind=told.about[0], about_number=told.about[1],
        document=told.document, legal=told.legal, secret=template.secret, made_at=at,
        made_by=actor.to_json(),
    )  # fmt: skip
    row.save(force_insert=True)
    if told.legal and reach.electronic is not None:
        serving.serve(row, ELECTRONIC, actor=actor, at=at)
    for way, to in _ways(told, reach, at):
        _queue(
            row, way, _words(way, row, short, to), urgent=template.urgent, at=_when(told, reach, at)
        )
    return row.id


def _script(
    template: Template, values: Mapping[str, Value], language: str
) -> tuple[Template, Mapping[str, Value]]:
    """Return words and texts in traditional characters for who reads those (繁体).

    What was typed, and names, keep the characters they have.
    """
    if language != "zh-hant":
        return template, values

    def written(text: Text) -> Text:
        return Text(traditional(text.zh))

    worded = replace(
        template,
        subject=written(template.subject),
        body=written(template.body),
        sms=written(template.sms) if template.sms else None,
    )
    return worded, {
        name: written(value) if isinstance(value, Text) else value for name, value in values.items()
    }


def _words(way: str, row: NoticeRow, short: str, to: object) -> dict[str, object]:
    """Return what a way carries: a text message its own words, a mail nothing personal either."""
    return {"to": to, "subject": row.subject, "text": short, "language": row.language, "way": way}


def _ways(told: Told, reach: people.Reach, at: datetime) -> list[tuple[str, object]]:
    """Choose the ways: the person's first that leads somewhere; for law, every one of them."""
    demo = bool(getattr(settings, "TONGBAN_DEMO", False))
    if told.template.secret:
        return [(SMS, reach.mobile or ("demo" if demo else NOBODY))]
    open_ = [
        (way, reach.at(way))
        for way in reach.ways
        if way in told.template.channels and reach.at(way) and way != LETTER and providers.of(way)
    ]
    if not told.template.urgent and not told.legal and _is_told_enough(told.person, at):
        open_ = [one for one in open_ if one[0] != SMS]
    return list(open_ if told.legal else open_[:1])


def next_way(row: SendingRow, at: datetime) -> bool:
    """Queue the way a person named after one that leads nowhere (改用下一渠道); False without one."""
    reach = people.reach(row.person)
    used = set(
        SendingRow.objects.filter(shard=row.shard, notice=row.notice).values_list("way", flat=True)
    )
    notice = NoticeRow.objects.get(shard=row.shard, id=row.notice)
    template = _template(notice.template, notice.made_at)
    for way in reach.ways:
        to = reach.at(way)
        if (
            way not in used
            and way in template.channels
            and way != LETTER
            and to
            and providers.of(way)
        ):
            said = json.loads(sealed.open_(bytes(row.sealed or b""))) | {"to": to, "way": way}
            _queue(notice, way, said, urgent=row.urgent, at=at)
            return True
    return False


def _is_told_enough(person: int, at: datetime) -> bool:
    found = SendingRow.objects.filter(
        shard=ids.shard_of(person), person=person, way=SMS, made_at__gt=at - timedelta(days=1)
    )
    return len(found.values_list("id", flat=True)[:MANY]) >= MANY


def _when(told: Told, reach: people.Reach, at: datetime) -> datetime:
    """Return when it may ring: now, or at the end of the quiet hours (免打扰时段)."""
    local = at.astimezone(time.CITY)
    if told.template.urgent or told.legal or not reach.is_quiet(local.hour):
        return at
    ends = local.replace(hour=reach.quiet_to, minute=0, second=0, microsecond=0)
    return ends if ends > local else ends + timedelta(days=1)


def _queue(
    row: NoticeRow, way: str, words: Mapping[str, object], *, urgent: bool, at: datetime
) -> None:
    SendingRow.objects.create(
        shard=row.shard, id=ids.new(row.shard), notice=row.id, person=row.person, way=way,
        state=QUEUED, urgent=urgent, secret=row.secret,
        sealed=sealed.seal(json.dumps(words, ensure_ascii=False).encode()),
        made_at=row.made_at, due_at=at,
    )  # fmt: skip
