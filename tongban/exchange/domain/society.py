"""Applications of companies and society (社会应用接入): self-service, scoped, measured, reviewed.

Whoever may act for a company registers an application with its public key and tries it at once
in the sandbox, where everything is real but the people and nothing is kept. Scopes that touch
nobody are live by a word of the owner; those that act for somebody wait for the data authority
(国办发〔2022〕5号 and the local rules on 开放接口: an interface is opened by application and review).

    sandbox ──ask──► asked ──approve──► live
       ▲               │ refuse
       └───────────────┘           suspend and resume: from any of them and back; close: for good

>>> sorted(name for name, scope in SCOPES.items() if scope.reviewed)
['cases.follow', 'demands.file']
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, assert_never
from urllib.parse import urlsplit

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope (接口范围): what an application may do, how often, and whether it is reviewed."""

    words: Text
    per_minute: int
    per_day: int
    reviewed: bool = False


SCOPES: Mapping[str, Scope] = {
    "services": Scope(Text("查事项、办事指南和一件事的办理计划", "Read services, guides and plans"), 120, 50_000),
    "entitlements": Scope(Text("用填写的情况测算政策", "Try policies on facts one gives"), 120, 50_000),
    "licences.verify": Scope(Text("核验出示的电子证照", "Verify licences that are shown"), 120, 20_000),
    "demands.file": Scope(Text("替使用者提交诉求", "File demands for one's users"), 30, 2_000, reviewed=True),
    "cases.follow": Scope(
        Text("跟踪本单位自己的办件", "Follow one's own company's cases"), 60, 10_000, reviewed=True
    ),
}  # fmt: skip
HOOKS: Mapping[str, str] = {
    "services.changed": "services",
    "case.progress": "cases.follow",
    "demand.progress": "demands.file",
}
"""What an application can be told of, and the scope it needs for it."""
NAME_LENGTH, WORDS_LENGTH, MOST_OF_AN_OWNER = 60, 500, 20
LOCAL = ("127.0.0.1", "localhost", "::1")


class SocietyProblem(Problem):
    """Root of what goes wrong with an application of society (接入问题)."""

    code = "exchange.society"


class BadApplication(SocietyProblem):
    """The application is not described so that it could be taken in (接入信息有误)."""

    code = "exchange.bad-application"
    words = Text("接入信息不完整或有误。", "The application is not described rightly.")


class UnknownApplication(SocietyProblem):
    """There is no such application, or it is somebody else's (没有这个应用)."""

    code = "exchange.unknown-application"
    words = Text("没有这个应用。", "There is no such application.")
    status = 404


class WrongStep(SocietyProblem):
    """The application does not stand where this could be done (当前状态不能这样操作)."""

    code = "exchange.wrong-step"
    words = Text("应用现在的状态不能这样操作。", "As the application stands, this cannot be done.")
    status = 409


class NotForApplicant(SocietyProblem):
    """Whoever asks may not do this (无权操作)."""

    code = "exchange.not-for-applicant"
    words = Text(
        "这一步由单位的代表或数据主管部门来做。",
        "This is for whoever acts for the company, or for the data authority.",
    )
    status = 403


class Status(StrEnum):
    """Where an application stands (应用状态)."""

    SANDBOX = "sandbox"  # 沙箱试用
    ASKED = "asked"  # 待审核
    LIVE = "live"  # 已开通
    SUSPENDED = "suspended"  # 已暂停
    CLOSED = "closed"  # 已注销


@dataclass(frozen=True, slots=True)
class AppRegistered:
    """An application was registered (登记)."""

    owner: int
    name: str
    words: str
    scopes: tuple[str, ...]
    jwk: Mapping[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class AppKeyChanged:
    """Its key was changed (换钥); the old one counts no more."""

    jwk: Mapping[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class AppLiveAsked:
    """Its owner asked for it to be opened (申请开通)."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class AppApproved:
    """It was opened (开通); by its owner's word alone where no scope is reviewed."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class AppRefused:
    """It was not opened, and why (不予开通)."""

    reason: str


@dataclass(frozen=True, slots=True)
class AppSuspended:
    """It was suspended, and why (暂停)."""

    reason: str


@dataclass(frozen=True, slots=True)
class AppResumed:
    """It goes on from where it stood (恢复)."""


@dataclass(frozen=True, slots=True)
class AppHookSet:
    """Where it is told, and of what (订阅); without an address it is told no more."""

    url: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppClosed:
    """Its owner closed it (注销)."""


AppEvent = (
    AppRegistered
    | AppKeyChanged
    | AppLiveAsked
    | AppApproved
    | AppRefused
    | AppSuspended
    | AppResumed
    | AppHookSet
    | AppClosed
)
TYPES: Mapping[str, type[AppEvent]] = {
    "exchange.AppRegistered": AppRegistered,
    "exchange.AppKeyChanged": AppKeyChanged,
    "exchange.AppLiveAsked": AppLiveAsked,
    "exchange.AppApproved": AppApproved,
    "exchange.AppRefused": AppRefused,
    "exchange.AppSuspended": AppSuspended,
    "exchange.AppResumed": AppResumed,
    "exchange.AppHookSet": AppHookSet,
    "exchange.AppClosed": AppClosed,
}


@dataclass(frozen=True, slots=True)
class App:
    """An application as its events left it (应用); `seq` counts them.

    `said` is the last reason it was given, `before` where it stood before it was suspended.
    """

    id: int
    seq: int = 0
    status: Status = Status.SANDBOX
    owner: int = 0
    name: str = ""
    words: str = ""
    scopes: tuple[str, ...] = ()
    jwk: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    hook: str = ""
    kinds: tuple[str, ...] = ()
    said: str = ""
    before: Status = Status.SANDBOX

    @property
    def reviewed(self) -> bool:
        """Whether somebody else has to agree before it is live."""
        return any(SCOPES[scope].reviewed for scope in self.scopes)


def evolve(app: App, event: AppEvent) -> App:
    """Return the application after an event."""
    return replace(app, seq=app.seq + 1, **_changed(app, event))


def _changed(app: App, event: AppEvent) -> dict[str, Any]:
    changed: dict[str, Any]
    match event:
        case AppRegistered():
            changed = {
                name: getattr(event, name) for name in ("owner", "name", "words", "jwk", "key")
            }
            changed["scopes"] = tuple(event.scopes)
        case AppKeyChanged():
            changed = {"jwk": event.jwk, "key": event.key}
        case AppLiveAsked():
            changed = {"status": Status.ASKED, "said": ""}
        case AppApproved():
            changed = {"status": Status.LIVE, "said": ""}
        case AppRefused():
            changed = {"status": Status.SANDBOX, "said": event.reason}
        case AppSuspended():
            changed = {"status": Status.SUSPENDED, "before": app.status, "said": event.reason}
        case AppResumed():
            changed = {"status": app.before, "said": ""}
        case AppHookSet():
            changed = {"hook": event.url, "kinds": tuple(event.kinds)}
        case AppClosed():
            changed = {"status": Status.CLOSED, "hook": "", "kinds": ()}
        case _:
            assert_never(event)
    return changed


def register(
    *, owner: int, name: str, words: str, scopes: Iterable[str], jwk: Mapping[str, Any], key: str
) -> AppRegistered:
    """Register an application; raises BadApplication saying what is wrong."""
    name, words, wanted = name.strip(), words.strip(), tuple(dict.fromkeys(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if not 0 < len(name) <= NAME_LENGTH or not 0 < len(words) <= WORDS_LENGTH:
        raise BadApplication("name, words")
    if unknown or not wanted:
        raise BadApplication(", ".join(unknown) or "scopes")
    return AppRegistered(owner, name, words, wanted, jwk, key)


def ask_live(app: App, *, note: str = "") -> AppLiveAsked | AppApproved:
    """Ask for it to be opened; where no scope is reviewed it is open at once."""
    _stands(app, Status.SANDBOX)
    return AppLiveAsked(note) if app.reviewed else AppApproved(note)


def approve(app: App, *, note: str = "") -> AppApproved:
    """Open it, by the data authority."""
    _stands(app, Status.ASKED)
    return AppApproved(note)


def refuse(app: App, *, reason: str) -> AppRefused:
    """Do not open it, and say why."""
    _stands(app, Status.ASKED)
    return AppRefused(_reason(reason))


def suspend(app: App, *, reason: str) -> AppSuspended:
    """Stop it at once, and say why."""
    _stands(app, Status.LIVE, Status.ASKED, Status.SANDBOX)
    return AppSuspended(_reason(reason))


def resume(app: App) -> AppResumed:
    """Let it go on."""
    _stands(app, Status.SUSPENDED)
    return AppResumed()


def change_key(app: App, *, jwk: Mapping[str, Any], key: str) -> AppKeyChanged:
    """Change its key; from now on only the new one counts."""
    _stands(app, Status.SANDBOX, Status.ASKED, Status.LIVE)
    if key == app.key:
        raise BadApplication("jwk")
    return AppKeyChanged(jwk, key)


def set_hook(app: App, *, url: str, kinds: Iterable[str]) -> AppHookSet:
    """Say where it is to be told of what; an address is HTTPS, or on the machine itself."""
    _stands(app, Status.SANDBOX, Status.ASKED, Status.LIVE)
    wanted = tuple(dict.fromkeys(kinds))
    wrong = [kind for kind in wanted if HOOKS.get(kind) not in app.scopes]
    if wrong or bool(url) != bool(wanted):
        raise BadApplication(", ".join(wrong) or "hook")
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in LOCAL
    if url and not ((parts.scheme == "https" or local) and parts.hostname and not parts.username):
        raise BadApplication("https")
    return AppHookSet(url, wanted)


def close(app: App) -> AppClosed:
    """Close it for good."""
    _stands(app, *(status for status in Status if status is not Status.CLOSED))
    return AppClosed()


def _stands(app: App, *allowed: Status) -> None:
    if not app.seq:
        raise UnknownApplication
    if app.status not in allowed:
        raise WrongStep(app.status.value)


def _reason(words: str) -> str:
    if not words.strip():
        raise BadApplication("reason")
    return words.strip()[:WORDS_LENGTH]
