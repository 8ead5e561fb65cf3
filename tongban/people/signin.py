"""Signing in (登录): one-time codes and passwords, with every attempt counted first.

An attempt is written as failed in a transaction of its own before anything is compared, under a
lock on its keys; success is noted afterwards. So two tries at once are two tries, a crash costs
a try, and no caller can roll a failure back. Numbers, usernames and addresses are kept only as
keyed digests.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac

from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM
from tongban.people import store
from tongban.people.domain import limits
from tongban.people.domain.limits import Limit
from tongban.people.domain.parties import checked_number
from tongban.people.domain.ports import Messenger, Use
from tongban.people.domain.problems import TooManyTries, WrongCode, WrongPassword
from tongban.people.models import Account, AttemptRow, CodeRow

SEND, CODE, PASSWORD, BEGIN = "send", "code", "password", "begin"
SIGN_IN: Use = "sign-in"
DIGITS = 6
USERNAME_LENGTH = 64
FORGET_AFTER = timedelta(days=1)
_messengers: list[Messenger] = []


def join(messenger: Messenger) -> None:
    """Take the one messenger that carries codes."""
    _messengers[:] = [messenger]


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"tongban.people.attempt.{kind}", value, algorithm="sha256").hexdigest()


def _keys(kind: str, value: str, address: str) -> tuple[str, str, str]:
    """Return what a try counts against: this one from this address, from anywhere, the address."""
    here = _key(f"{kind}-address", f"{value} {address}")
    return here, _key(kind, value), _key("address", address)


def _tries() -> tuple[Limit, Limit, Limit]:
    return limits.TRIES_OF_A_NUMBER, limits.TRIES_FROM_ANYWHERE, limits.TRIES_FROM_AN_ADDRESS


def _hash(code_id: int, code: str, use: Use) -> str:
    # Six digits are soon tried through, so the hash is keyed by the secret and by the row.
    # A code for one use is none for another: what is told on the telephone signs nobody in.
    said = f"tongban.people.code.{use}.{code_id}"
    return salted_hmac(said, code, algorithm="sha256").hexdigest()


def _count(act: str, keys: Sequence[tuple[str, Limit]], at: datetime) -> list[int]:
    """Write one attempt under each key, or raise TooManyTries and write none."""
    with transaction.atomic(durable=True):
        _lock([f"{act}:{key}" for key, _ in keys])
        wait = timedelta(0)
        for key, limit in keys:
            tries = AttemptRow.objects.filter(
                act=act, key=key, succeeded=False, at__gt=at - limit.window
            ).values_list("at", flat=True)
            wait = max(wait, limit.wait(list(tries), at))
        if wait:
            raise TooManyTries(wait)
        rows = [
            AttemptRow(id=ids.new(ids.draw_shard()), act=act, key=key, at=at) for key, _ in keys
        ]
        AttemptRow.objects.bulk_create(rows)
        _forget(at)
    return [row.id for row in rows]


def _lock(names: Sequence[str]) -> None:
    """Hold these names until the transaction ends, in one order so that nobody waits in a ring."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [name])


def _forget(at: datetime) -> None:
    """Delete a few rows that no limit looks at any more."""
    for model, when in ((AttemptRow, "at"), (CodeRow, "expires_at")):
        old = model.objects.filter(**{f"{when}__lt": at - FORGET_AFTER}).values("pk")[:20]
        model.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()


@contextmanager
def counted(act: str, kind: str, value: str, address: str, at: datetime) -> Iterator[None]:
    """Count a try before it is judged inside; one that raises nothing is noted as a success."""
    keys = _keys(kind, value, address)
    attempts = _count(act, tuple(zip(keys, _tries(), strict=True)), at)
    yield
    _succeed(attempts, keys[:2], acts=(act,))


def begin(*, address: str, at: datetime) -> None:
    """Count a sign-in that begins without saying whose it is; raises TooManyTries."""
    _count(BEGIN, [(_key("address", address), limits.BEGINS_FROM_AN_ADDRESS)], at)


def ended(*, address: str) -> None:
    """Note that one that began at this address came to its end, so that it counts no more."""
    begun = AttemptRow.objects.filter(act=BEGIN, key=_key("address", address), succeeded=False)
    AttemptRow.objects.filter(
        pk__in=list(begun.order_by("-at").values_list("pk", flat=True)[:1])
    ).update(succeeded=True)


def send_code(*, number: str, address: str, at: datetime, use: Use = SIGN_IN) -> None:
    """Make a code and hand it to the messenger where the number is a registered person's."""
    number = checked_number("person", number)
    number_key = store.digest(number)
    keys = _keys("number", number_key, address)
    held_back = (
        limits.SENDS_TO_A_NUMBER,
        limits.SENDS_FROM_ANYWHERE,
        limits.SENDS_FROM_AN_ADDRESS,
    )
    _count(SEND, tuple(zip(keys, held_back, strict=True)), at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code_id = ids.new(ids.draw_shard())
    party = store.find(number)
    with transaction.atomic():
        # The row is written for an unknown number too, so that both answers take the same way.
        CodeRow.objects.create(
            id=code_id,
            number_digest=number_key,
            code_hash=_hash(code_id, code, use),
            sent_at=at,
            expires_at=at + limits.CODE_LIFE,
        )
        minutes = limits.CODE_LIFE // timedelta(minutes=1)
        if party is not None:
            _messengers[0].send_code(party.id, code, minutes, use)
        else:
            _messengers[0].pretend(code, minutes, use)


def sign_in(*, number: str, code: str, address: str, at: datetime, use: Use = SIGN_IN) -> Account:
    """Judge a code and use it up."""
    number = checked_number("person", number)
    number_key = store.digest(number)
    keys = _keys("number", number_key, address)
    attempts = _count(CODE, tuple(zip(keys, _tries(), strict=True)), at)
    if not _use(number_key, code.strip(), use, at):
        raise WrongCode
    party = store.find(number)
    if party is None:
        raise WrongCode
    account = store.open_account(party.id, actor=SYSTEM, at=at)
    if not account.is_active:
        raise WrongCode
    _succeed(attempts, keys[:2], acts=(SEND, CODE))
    return account


def _use(number_key: str, code: str, use: Use, at: datetime) -> bool:
    """Compare with the newest code of the number, and use it up when it is the same."""
    with transaction.atomic(durable=True):
        newest = (
            CodeRow.objects.select_for_update()
            .filter(number_digest=number_key)
            .order_by("-sent_at", "-id")
            .first()
        )
        if newest is None:
            return False
        same = constant_time_compare(newest.code_hash, _hash(newest.id, code, use))
        live = newest.used_at is None and newest.sent_at <= at < newest.expires_at
        if live and newest.tries < limits.CODE_TRIES and same:
            CodeRow.objects.filter(pk=newest.pk).update(used_at=at)
            return True
        CodeRow.objects.filter(pk=newest.pk, tries__lt=limits.CODE_TRIES).update(
            tries=F("tries") + 1
        )
        return False


def _succeed(attempts: Sequence[int], theirs: Sequence[str], *, acts: Sequence[str]) -> None:
    """Note the success: the number starts anew, the address keeps its other failures."""
    AttemptRow.objects.filter(
        Q(pk__in=attempts) | Q(key__in=theirs, act__in=acts), succeeded=False
    ).update(succeeded=True)


def staff_sign_in(*, username: str, password: str, address: str, at: datetime) -> Account:
    """Judge a password; an unknown name takes as long as a wrong password."""
    username = username.strip()[:USERNAME_LENGTH]
    keys = _keys("username", username, address)
    attempts = _count(PASSWORD, tuple(zip(keys, _tries(), strict=True)), at)
    account = Account.objects.filter(username=username, is_staff=True).first()
    if account is None or not account.is_active or not account.has_usable_password():
        make_password(password)
        raise WrongPassword
    if not account.check_password(password):
        raise WrongPassword
    _succeed(attempts, keys[:2], acts=(PASSWORD,))
    Account.objects.filter(pk=account.pk).update(last_login=time.now())
    return account
