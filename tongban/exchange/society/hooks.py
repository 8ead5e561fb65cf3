"""Telling applications (订阅通知): made in the transaction of what they tell, carried by a beat.

Each message is signed as calls between agencies are (RFC 9421), so that the application can know
it from a stranger's. Only an address of the open network is called, and only the one its name
stands for at that moment; on the machine itself only in a demonstration.
"""

import ipaddress
import json
import logging
import socket
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2
from django.conf import settings

from tongban.exchange.domain import hooks, signatures
from tongban.exchange.domain.hooks import Hook, HookEvent
from tongban.exchange.domain.society import LOCAL, Status
from tongban.exchange.society import access, registering
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger

KIND, QUEUE, DELIVER = "hook", "hooks", "deliver"
PATIENCE = 5.0
BATCH = 50
_TAKEN = range(200, 300)
log = logging.getLogger(__name__)


class NotOurWay(OSError):  # noqa: N818 - said as it is
    """The address leads into our own network."""


def announce(
    kind: str,
    *,
    said: Mapping[str, Any],
    owner: int | None = None,
    app: int | None = None,
    at: datetime | None = None,
) -> int:
    """Have every live application that asked for it told; of one owner, or one alone, where named.

    `said` holds opaque references and never a person's data. Returns how many are told.
    """
    told, after = 0, None
    live = Status.LIVE.value
    while True:
        page = ledger.heads(kind=registering.KIND, status=live, subject=owner, after=after)
        for head in page.items:
            if app in (None, head.stream) and kind in head.attrs.get("kinds", ()):
                made = Hook(ids.new(ids.shard_of(head.stream)))
                _append(made, hooks.HookMade(head.stream, kind, dict(said)), actor=SYSTEM, at=at)
                told += 1
        if page.next is None:
            return told
        after = page.next


def deliver(at: datetime) -> int:
    """Carry what is due; returns how many were tried. A message may arrive twice, never be lost."""
    tried = 0
    for task, head in ledger.tasks(queue=QUEUE, limit=BATCH).items:
        if task.due_at is None or task.due_at > at:
            break
        now = load(head.stream)
        _append(now, _carried(now, at), actor=SYSTEM, at=at)
        tried += 1
    return tried


def told(app_id: int, *, actor: Actor, limit: int = 50) -> list[Hook]:
    """Return what an application was told, newest first, for its owner and the authority."""
    registering.app(app_id, actor=actor)
    found = ledger.heads(kind=KIND, subject=app_id, limit=limit).items
    return [load(head.stream) for head in found]


def send_again(hook_id: int, *, actor: Actor, at: datetime | None = None) -> Hook:
    """Have a message sent again that was given up."""
    now = load(hook_id)
    registering.app(now.app, actor=actor, at=at)
    return _append(now, hooks.HookSentAgain(), actor=actor, at=at)


def load(hook_id: int) -> Hook:
    """Fold a message from its events."""
    found = Hook(hook_id)
    for event in ledger.events(hook_id):
        found = hooks.evolve(found, read(event))
    return found


def read(event: Event) -> HookEvent:
    """Read an event of a message."""
    return hooks.TYPES[event.type](**event.data)


def head_of(now: Hook, at: datetime) -> tuple[ledger.Head, list[ledger.Task]]:
    """Return the row of a message and when it is tried next."""
    due = hooks.next_try(now, at=at)
    head = ledger.Head(now.status.value, None, now.app, None, now.kind, None)
    return head, [ledger.Task(0, QUEUE, DELIVER, due)] if due else []


def is_local(url: str) -> bool:
    """Whether an address lies on this machine."""
    return urlsplit(url).hostname in LOCAL


def _append(now: Hook, event: HookEvent, *, actor: Actor, at: datetime | None) -> Hook:
    at = at or time.now()
    after = hooks.evolve(now, event)
    name = next(name for name, kind in hooks.TYPES.items() if isinstance(event, kind))
    touched = (Ref("app", str(after.app), "receiver"),)
    data = json.loads(json.dumps(asdict(event)))
    envelope = Event(name, at, actor, data, touched, ids.new(ids.shard_of(now.id)))
    head, work = head_of(after, at)
    ledger.append(
        ledger.Append(now.id, KIND, now.seq, [envelope], head, work, (DELIVER,) if now.seq else ())
    )
    return after


def _carried(now: Hook, at: datetime) -> HookEvent:
    app = registering.load(now.app)
    if not app.hook or app.status is not Status.LIVE:
        return hooks.HookFailed("the application is told no more")
    try:
        status = _post(app.hook, _body(now, at), at)
    except (httpx2.HTTPError, OSError) as error:
        return hooks.HookFailed(type(error).__name__)
    return hooks.HookDelivered(status) if status in _TAKEN else hooks.HookFailed(f"HTTP {status}")


def _body(now: Hook, at: datetime) -> bytes:
    """Return the message as a CloudEvent (CloudEvents 1.0, structured JSON)."""
    said = {
        "specversion": "1.0", "id": str(now.id), "source": f"/{settings.EXCHANGE_INSTANCE}",
        "type": now.kind, "time": at.isoformat(), "datacontenttype": "application/json",
        "data": dict(now.said),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode()


def _post(url: str, body: bytes, at: datetime) -> int:
    target, host = _address(url)
    values = {"@method": "POST", "@target-uri": url, "content-digest": signatures.digest(body)}
    inputs, signature = signatures.sign(
        signatures.ALWAYS, values, signer=access.signer(), at=at, nonce=str(ids.new(0))
    )
    headers = {
        "Host": host, "Content-Type": "application/cloudevents+json; charset=utf-8",
        "Content-Digest": values["content-digest"], "Signature-Input": inputs,
        "Signature": signature,
    }  # fmt: skip
    with httpx2.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client:
        name = urlsplit(url).hostname or ""
        with client.stream(
            "POST", target, content=body, headers=headers, extensions={"sni_hostname": name}
        ) as answered:
            return int(answered.status_code)


def _address(url: str) -> tuple[str, str]:
    """Return the address to call, by number, and the name it stands for; raises NotOurWay."""
    parts = urlsplit(url)
    if is_local(url) and (settings.TONGBAN_DEMO or settings.TESTING):
        return url, parts.netloc
    port = parts.port or 443
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    numbers = [str(each[4][0]) for each in found]
    if not numbers or not all(ipaddress.ip_address(number).is_global for number in numbers):
        raise NotOurWay
    number = f"[{numbers[0]}]" if ":" in numbers[0] else numbers[0]
    return parts._replace(netloc=f"{number}:{port}").geturl(), parts.netloc
