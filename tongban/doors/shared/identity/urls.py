"""Addresses of identity (身份): each way in, proving oneself, mandates, administrators, the provider."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.doors.shared import (
    keys,  # noqa: F401 - it knows what a key is
    officers,
)
from tongban.doors.shared.identity import (
    abroad,
    administration,
    keeping,
    mandates,
    passkeys,
    provider,
    proving,
    staff,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/passkey/begin", passkeys.begin, name="passkey-begin"),
    path("sign-in/passkey", passkeys.sign_in, name="passkey"),
    path("sign-in/again", proving.again, name="again"),
    path("sign-in/for-whom", proving.for_whom, name="for-whom"),
    path("sign-in/by/<slug:provider>", abroad.leave, name="abroad"),
    path("sign-in/by/<slug:provider>/back", abroad.back, name="abroad-back"),
    path("kept", keeping.kept, name="kept"),
    path("ways", passkeys.ways, name="ways"),
    path("ways/passkey", passkeys.add, name="passkey-add"),
    path("ways/remove", passkeys.remove, name="factor-remove"),
    path("ways/withdraw", passkeys.withdraw, name="system-withdraw"),
    path("mandates", mandates.overview, name="mandates"),
    path("mandates/new", mandates.grant, name="mandate-new"),
    path("mandates/end", mandates.end, name="mandate-end"),
    path("staff/sign-in", staff.sign_in, name="staff-sign-in"),
    path("staff/second", staff.second, name="second"),
    path("staff/enrol", staff.enrol, name="enrol"),
    path("staff/recovery", staff.recovery, name="recovery"),
    path("staff/password", staff.password, name="password"),
    path("staff/sign-out", staff.sign_out, name="staff-sign-out"),
    path("staff/post", officers.change_post, name="change-post"),
    path("staff/posts", officers.posts, name="posts"),
    path("staff/admin", administration.start, name="admin"),
    path("staff/admin/open", administration.open_account, name="admin-open"),
    path("staff/admin/account/<key:account>", administration.account, name="admin-account"),
    path("staff/admin/deed/<key:deed>", administration.answer, name="admin-answer"),
    path("staff/admin/systems", administration.systems, name="admin-systems"),
    path("staff/admin/systems/end", administration.end_system, name="admin-system-end"),
]
provider_patterns = [path("", include((provider.oidc_patterns, "oidc")))]
