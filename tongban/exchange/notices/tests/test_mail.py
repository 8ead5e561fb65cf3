"""Mail goes out over TLS to a server of its own, and what nobody knows is never sent twice."""

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tongban.exchange.connectors.smtp import Smtp
from tongban.exchange.notices.domain import sending
from tongban.exchange.notices.providers import Message

MAIL = Message(
    "77", "lin@example.test", "【通办】您的办件有新进展，请登录查看。", "您的办件有新进展"
)


class Box:
    """A mailbox that answers as it is told."""

    def __init__(self):
        self.mails, self.answer = [], "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - aiosmtpd's own name
        if self.answer.startswith("250") or self.answer == "lost":
            self.mails.append(envelope)
        if self.answer == "lost":
            server.transport.abort()
        return self.answer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "pair.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def post(certificate):
    """A mail server that speaks STARTTLS and asks for a password."""
    secured = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secured.load_cert_chain(certificate)

    class Served(Controller):
        def factory(self):
            return SMTP(
                self.handler, tls_context=secured, require_starttls=True, auth_required=True,
                authenticator=lambda *said: AuthResult(success=said[-1].password == b"open"),
            )  # fmt: skip

    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = Served(box, hostname="localhost", port=port)
    served.start()
    box.server = Smtp(
        "localhost", port, "notice@city.test", user="city", password="open",
        authority=str(certificate), patience=3,
    )  # fmt: skip
    yield box
    served.stop()


def test_a_mail_goes_out_over_tls_with_its_key_and_nothing_personal(post):
    assert post.server.carry(MAIL) == sending.Taken("77")
    (mail,) = post.mails
    assert b"Message-ID: <77@city.test>" in mail.content
    assert mail.rcpt_tos == ["lin@example.test"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("451 later", sending.Busy("smtp-451")),
        ("550 no such user", sending.Refused("smtp-550")),
        ("lost", sending.Doubtful("SMTPServerDisconnected")),
    ],
)
def test_what_the_server_answers_is_what_is_known(post, answer, outcome):
    post.answer = answer
    assert post.server.carry(MAIL) == outcome


def test_a_server_that_is_not_there_or_is_another_took_nothing(post, certificate):
    stranger = Smtp("localhost", post.server.port, "notice@city.test", patience=3)
    assert isinstance(stranger.carry(MAIL), sending.Busy)
    away = Smtp("localhost", 1, "notice@city.test", authority=str(certificate), patience=1)
    assert isinstance(away.carry(MAIL), sending.Busy)
    assert post.mails == []


def test_a_mail_in_doubt_is_left_to_a_person_and_never_sent_again(post):
    assert not post.server.repeats
    now = sending.Sending("mail", in_doubt=True, tries=1)
    outcome = post.server.settle_doubt(MAIL)
    while now.state == sending.QUEUED:
        now = sending.after(now, outcome, providers=("mail",), at=sending.EPOCH)
    assert (now.state, now.in_doubt) == (sending.DEAD, True)
