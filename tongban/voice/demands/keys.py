"""Keys of programs that file demands (接口密钥): shown once when given, known by a digest."""

import secrets
from datetime import datetime

from django.utils.crypto import salted_hmac

from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.voice.demands.filing import may
from tongban.voice.models import ApiKeyRow


class NoSuchKey(Problem):
    """The key is none of ours, or has ended (密钥无效)."""

    code = "voice.no-such-key"
    words = Text("接口密钥无效。", "This key is not valid.")
    advice = Text("请向热线中心申请。", "Ask the hotline for one.")
    status = 403


def give_key(name: str, *, actor: Actor, at: datetime | None = None) -> str:
    """Give a program a key (发放密钥); it can be read this once."""
    may(actor, "coordinate_demand")
    key = secrets.token_urlsafe(24)
    ApiKeyRow.objects.create(digest=_digest(key), name=name, given_at=at or time.now())
    return key


def end_key(key: str, *, actor: Actor, at: datetime | None = None) -> None:
    """End a key from now on (停用密钥)."""
    may(actor, "coordinate_demand")
    ApiKeyRow.objects.filter(digest=_digest(key)).update(ended_at=at or time.now())


def key_name(key: str) -> str:
    """Return whose key this is. Raises NoSuchKey."""
    row = ApiKeyRow.objects.filter(digest=_digest(key), ended_at=None).first()
    if row is None:
        raise NoSuchKey
    return row.name


def _digest(key: str) -> str:
    return salted_hmac("tongban.voice.key", key, algorithm="sha256").hexdigest()
