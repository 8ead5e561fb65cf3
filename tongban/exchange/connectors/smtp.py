"""Mail (邮件): SMTP with TLS (RFC 5321, RFC 3207, RFC 8314), one connection a message.

Nothing personal stands in the mail: its words are those of a preview, and what it is about is read
after signing in. The Message-ID is the key of the sending, the same at every try. Until the last dot
was sent nothing was taken; when the answer to it is lost, nobody knows, and SMTP has no way to ask.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from tongban.exchange.notices.domain.sending import Busy, Doubtful, Outcome, Refused, Taken
from tongban.exchange.notices.providers import Message

PATIENCE = 15.0
PERMANENT = 500
IMPLICIT, STARTTLS = "implicit", "starttls"


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server (邮件服务器): always over TLS, its certificate checked against `authority`."""

    host: str
    port: int
    sender: str
    tls: str = STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str | None = None
    patience: float = PATIENCE
    repeats: bool = False

    def carry(self, message: Message) -> Outcome:
        """Hand a mail over; what fails before its last dot was certainly not taken."""
        try:
            server = self._open()
        except (OSError, smtplib.SMTPException) as error:
            return Busy(type(error).__name__)
        try:
            return self._send(server, message)
        finally:
            server.close()

    def settle_doubt(self, _message: Message) -> Outcome:
        """Say that nobody can be asked."""
        return Doubtful("smtp")

    def _open(self) -> smtplib.SMTP:
        secured = ssl.create_default_context(cafile=self.authority)
        if self.tls == IMPLICIT:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.patience, context=secured
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.patience)
            server.starttls(context=secured)
        server.ehlo_or_helo_if_needed()
        if self.user:
            server.login(self.user, self.password)
        return server

    def _send(self, server: smtplib.SMTP, message: Message) -> Outcome:
        try:
            for said, answered in (
                (server.mail, (self.sender,)),
                (server.rcpt, (message.to,)),
            ):
                code, _ = said(*answered)
                if code >= REFUSING:
                    return _refused(code)
        except (OSError, smtplib.SMTPException) as error:
            return Busy(type(error).__name__)
        try:
            code, _ = server.data(self._mail(message).as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as error:
            return _refused(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            return Doubtful(type(error).__name__)
        return _refused(code) if code >= REFUSING else Taken(message.key)

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, message.to
        mail["Subject"] = message.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.key}@{self.sender.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        return mail


REFUSING = 400


def _refused(code: int) -> Outcome:
    said = f"smtp-{code}"
    return Refused(said) if code >= PERMANENT else Busy(said)
