"""Members and their keys (成员与密钥): who takes part, from which gateway, signing with what."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tongban.exchange.domain import jose
from tongban.exchange.domain.members import GOVERNMENT, MemberId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.models import KeyRow, MemberRow
from tongban.exchange.registry.changing import changed
from tongban.kernel.signing import PublicKey, Signer, keyring
from tongban.kernel.text import Text

SIGN, CASE, REGISTRY = "sign", "case", "registry"
PLATFORM = "PLATFORM"
DIRECTORY = "directory+jwt"
LONGEST = 1024 * 1024  # a directory of every member of a city
LIFE = timedelta(minutes=10)
HARD_STOP = timedelta(hours=24)


def ours(code: str) -> MemberId:
    """Return the id of a government member of this city; PLATFORM is the platform itself."""
    return MemberId(settings.EXCHANGE_INSTANCE, GOVERNMENT, code)


def signer(member: MemberId, *, use: str = SIGN) -> Signer:
    """Return the signer of a member of this city, whose key this home keeps."""
    name = f"{use}.{member.code}".lower() if use != REGISTRY else "registry"
    return keyring(settings.HOME).signer(f"exchange.{name}", settings.EXCHANGE_ALGORITHM)


def enrol(
    member: MemberId,
    name: Text,
    *,
    keys: Mapping[str, Iterable[PublicKey]],
    address: str = "",
    until: datetime | None = None,
    at: datetime,
) -> bool:
    """Write a member with its keys by their use; returns whether anything was new."""
    with transaction.atomic():
        row, fresh = MemberRow.objects.get_or_create(
            id=str(member), defaults={"name": _said(name), "address": address, "changed_at": at}
        )
        for use, several in keys.items():
            for key in several:
                _, made = KeyRow.objects.get_or_create(
                    member=str(member), use=use, key_id=key.key_id,
                    defaults={"jwk": key.jwk(), "since": at},
                )  # fmt: skip
                fresh |= made
        fresh |= (row.address, row.until) != (address, until)
        if fresh:
            MemberRow.objects.filter(pk=row.pk).update(
                name=_said(name), address=address, until=until, changed_at=at
            )
            changed("directory", at=at, member=str(member), act="enrol")
    return fresh


def enrol_ours(code: str, name: Text, *, at: datetime) -> MemberId:
    """Write a member of this city, with a key made for it where it has none yet."""
    member = ours(code)
    uses = (SIGN, CASE) if code == PLATFORM else (SIGN,)
    enrol(member, name, keys={use: [signer(member, use=use).public] for use in uses}, at=at)
    return member


def end_key(member: MemberId, key_id: str, *, at: datetime) -> None:
    """End a key: from the next check on nothing signed with it counts."""
    with transaction.atomic():
        rows = KeyRow.objects.filter(member=str(member), key_id=key_id, ended_at=None)
        if rows.update(ended_at=at):
            changed("directory", at=at, member=str(member), act="end-key", key=key_id)


def listed() -> list[dict[str, object]]:
    """Return every member with its name and gateway (listClients)."""
    rows = MemberRow.objects.order_by("id")
    return [{"id": row.id, "name": row.name, "address": row.address} for row in rows]


def directory(*, address: str, at: datetime) -> str:
    """Sign the directory of this city, for ten minutes: members, keys, where they are reached."""
    mine = [row for row in MemberRow.objects.order_by("id") if not row.address]
    keys = KeyRow.objects.filter(member__in=[row.id for row in mine], ended_at=None)
    members = [
        {
            "id": row.id,
            "name": row.name,
            "keys": [{"use": key.use, "jwk": key.jwk} for key in keys if key.member == row.id],
        }
        for row in mine
    ]
    now = int(at.timestamp())
    claims = {
        "iss": settings.EXCHANGE_INSTANCE, "address": address, "members": members, "iat": now,
        "exp": now + int(LIFE.total_seconds()), "stop": now + int(HARD_STOP.total_seconds()),
    }  # fmt: skip
    return jose.signed(claims, signer=signer(ours("registry"), use=REGISTRY), typ=DIRECTORY)


def take_directory(text: str, *, key: PublicKey, at: datetime) -> int:
    """Take the directory of another city, signed by its registry; returns how many members it has.

    A directory that has expired, or speaks of members of another instance than its own, is refused.
    """
    try:
        said = jose.opened(text, longest=LONGEST).check(key, typ=DIRECTORY)
    except jose.BadToken as error:
        raise ExchangeProblem("auth.signature_invalid", "directory") from error
    if said["exp"] <= at.timestamp():
        raise ExchangeProblem("conf.outdated", said["iss"])
    until = datetime.fromtimestamp(said["stop"], at.tzinfo)
    for one in said["members"]:
        member = MemberId.read(one["id"])
        if member.instance != said["iss"] or member.instance == settings.EXCHANGE_INSTANCE:
            raise ExchangeProblem("request.malformed", one["id"])
        keys: dict[str, list[PublicKey]] = {}
        for each in one["keys"]:
            keys.setdefault(each["use"], []).append(PublicKey.of_jwk(each["jwk"]))
        name = Text(one["name"]["zh"], one["name"].get("en"))
        enrol(member, name, keys=keys, address=said["address"], until=until, at=at)
    return len(said["members"])


def _said(name: Text) -> dict[str, str | None]:
    return {"zh": name.zh, "en": name.en}
