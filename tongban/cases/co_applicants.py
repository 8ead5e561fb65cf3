"""Who must confirm a draft before it is filed (共同申请人): asked, tied to what was said, counted.

A marriage or a transfer of property is applied for by both (民法典 第一千零四十九条; 不动产登记暂行条例 第十四条).
"""

import hashlib
import json
from datetime import datetime, timedelta

from django.db import transaction

from tongban.cases import drafts as drafts_
from tongban.cases.domain.parties import name_key, number_key
from tongban.cases.drafting import Drawn
from tongban.cases.models import ConfirmationRow, DraftRow
from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.people import api as people
from tongban.policy.domain.situation import Situation

PATIENCE = timedelta(days=15)
WAITING, CONFIRMED, DECLINED, VOID, EXPIRED = (
    "waiting",
    "confirmed",
    "declined",
    "void",
    "expired",
)


class NotConfirmed(Problem):
    """Co-applicants have yet to confirm (等待共同申请人确认); they have been asked."""

    code = "cases.not-confirmed"
    words = Text(
        "已经请共同申请人确认，全部确认后自动提交。",
        "The co-applicants have been asked; it is handed in when all have confirmed.",
    )
    advice = Text(
        "请对方登录后在“待我确认”里确认；十五日内没有确认的，需要重新发起。",
        "They confirm after signing in; without an answer it ends after fifteen days.",
    )
    status = 409


def ensure_confirmed(drawn: Drawn, *, actor: Actor, at: datetime) -> None:
    """Let a draft be filed that everybody has confirmed; else ask, and raise NotConfirmed."""
    must = must_confirm(drawn)
    if must and not set(must) <= _confirmed(drawn.row):
        ask(drawn, must, actor=actor, at=at)
        raise NotConfirmed


def must_confirm(drawn: Drawn) -> dict[str, int]:
    """Return the roles that must confirm and who plays them; a placeholder is not registered yet."""
    casting = Situation(drawn.goals, drawn.book, drawn.gathered.holdings, None).casting
    found: dict[str, int] = {}
    for planned in drawn.plan.services:
        for named in drawn.book.services[planned.service].procedure.co_applicants:
            role = casting.of(planned.bind.get(named, named))
            party = drawn.gathered.parties.get(role)
            if party is not None and party != drawn.row.applicant:
                found[role] = party
    return found


def ask(drawn: Drawn, must: dict[str, int], *, actor: Actor, at: datetime) -> list[ConfirmationRow]:
    """Ask those who have not been asked about the draft as it stands; older requests are void."""
    row, digest = drawn.row, digest_of(drawn.row)
    with transaction.atomic():
        drafts_.load(row.id, lock=True)
        rows = ConfirmationRow.objects.filter(shard=row.shard, draft=row.id)
        rows.filter(state__in=[WAITING, CONFIRMED, DECLINED]).exclude(digest=digest).update(
            state=VOID
        )
        rows.filter(state=WAITING, expires_at__lte=at).update(state=EXPIRED)
        there = {
            one.role: one for one in rows.filter(digest=digest, state__in=[WAITING, CONFIRMED])
        }
        for role, party in must.items():
            if role not in there:
                there[role] = ConfirmationRow.objects.create(
                    id=ids.new(row.shard),
                    shard=row.shard,
                    draft=row.id,
                    party=party if party > 0 else _registered(drawn, role, actor, at),
                    role=role,
                    digest=digest,
                    state=WAITING,
                    asked_at=at,
                    asked_by=actor.to_json(),
                    expires_at=at + PATIENCE,
                )
    return list(there.values())


def _registered(drawn: Drawn, role: str, actor: Actor, at: datetime) -> int:
    """Register a co-applicant who was named by number and name, so that they can sign in."""
    answers = drawn.row.answers
    kind = drawn.book.roles[role].is_
    number, name = answers[number_key(role)], answers[name_key(role)]
    return people.register(kind=kind, number=number, name=name, actor=actor, at=at).id


def _confirmed(row: DraftRow) -> set[str]:
    """Return the roles that have confirmed the draft as it stands."""
    rows = ConfirmationRow.objects.filter(
        shard=row.shard, draft=row.id, digest=digest_of(row), state=CONFIRMED
    )
    return set(rows.values_list("role", flat=True))


def digest_of(row: DraftRow) -> str:
    """Tie a confirmation to what is confirmed: goal, answers and files as they stand."""
    files = [one.digest for one in drafts_.files_of_draft(row.id)]
    said = [row.applicant, list(row.goal), row.answers, files, row.book_on.isoformat()]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
