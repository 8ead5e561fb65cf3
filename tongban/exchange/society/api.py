"""The face of society's applications (社会应用接入): register, open, use, be told.

Self-service for whoever acts for a company; scopes that act for somebody are opened by the data
authority. Tokens are bound to the application's key; what is told is signed.
"""

from tongban.exchange.domain.hooks import Hook, HookStatus
from tongban.exchange.domain.society import (
    HOOKS,
    SCOPES,
    App,
    BadApplication,
    NotForApplicant,
    Scope,
    SocietyProblem,
    Status,
    UnknownApplication,
    WrongStep,
)
from tongban.exchange.society.access import Access, authorise, grant, signer
from tongban.exchange.society.hooks import announce, send_again, told
from tongban.exchange.society.registering import (
    app,
    approve,
    ask_live,
    change_key,
    close,
    every,
    of_owner,
    refuse,
    register,
    resume,
    set_hook,
    suspend,
)

__all__ = [
    "HOOKS",
    "SCOPES",
    "Access",
    "App",
    "BadApplication",
    "Hook",
    "HookStatus",
    "NotForApplicant",
    "Scope",
    "SocietyProblem",
    "Status",
    "UnknownApplication",
    "WrongStep",
    "announce",
    "app",
    "approve",
    "ask_live",
    "authorise",
    "change_key",
    "close",
    "every",
    "grant",
    "of_owner",
    "refuse",
    "register",
    "resume",
    "send_again",
    "set_hook",
    "signer",
    "suspend",
    "told",
]
