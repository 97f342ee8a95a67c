"""E-mail by SMTP."""

import smtplib
import ssl
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from pasti.notices.channels.port import Later, Outgoing, Undeliverable, Unsure

_SECONDS = 20


class Email:
    """A mailbox. SMTP knows no key: what was cut off after the last byte is not sent again."""

    takes_once = False

    def is_on(self) -> bool:
        return bool(settings.MAIL_HOST and settings.MAIL_FROM)

    def send(self, message: Outgoing) -> str:
        server = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=settings.MAIL_HOST,
            port=settings.MAIL_PORT,
            username=settings.MAIL_USER,
            password=settings.MAIL_PASSWORD,
            use_tls=settings.MAIL_SECURITY == "starttls",
            use_ssl=settings.MAIL_SECURITY == "tls",
            timeout=_SECONDS,
        )
        known_as = f"<{message.key}@{settings.MAIL_FROM.rpartition('@')[2].strip('> ')}>"
        stop = settings.PUBLIC_URL + reverse("notices:mailbox", args=[message.key])
        headers = {
            "Message-ID": known_as,
            # No machine answers a machine (RFC 3834).
            "Auto-Submitted": "auto-generated",
            # Who wants no more presses one button (RFC 8058).
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        with translation.override(message.language):
            text = f"{message.text}\n\n{_('Berhenti menerima surel ini: %s') % stop}"
        mail = EmailMessage(message.subject, text, settings.MAIL_FROM, [message.to], headers=headers)
        try:
            server.open()
        except smtplib.SMTPAuthenticationError as failure:
            raise Later(f"sign-in refused: {failure.smtp_code}", counts=False) from failure
        except (OSError, smtplib.SMTPException) as failure:
            raise Later(f"{type(failure).__name__}", counts=False) from failure
        try:
            _send(server, mail)
        finally:
            # It was taken, or was not; how the server says goodbye changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                server.close()
        return known_as


def _send(server: object, mail: EmailMessage) -> None:
    try:
        server.send_messages([mail])  # type: ignore[attr-defined]
    except smtplib.SMTPRecipientsRefused as failure:
        codes = [code for code, _said in failure.recipients.values()]
        said = f"recipient refused: {codes[0] if codes else '?'}"
        raise (Later(said) if all(code < 500 for code in codes) else Undeliverable(said)) from failure
    except smtplib.SMTPResponseException as failure:
        said = f"{type(failure).__name__}: {failure.smtp_code}"
        raise (Later(said) if failure.smtp_code < 500 else Undeliverable(said)) from failure
    except (OSError, ssl.SSLError, smtplib.SMTPException) as failure:
        raise Unsure(type(failure).__name__) from failure
