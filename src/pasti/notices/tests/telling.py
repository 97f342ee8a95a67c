"""People who are to be told, and how time goes by for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import Message as Mail

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from tests.cast import accepted
from tests.ports import free_port

from pasti.applications.models import Application
from pasti.journal import chain
from pasti.journal.actors import applicant
from pasti.journal.followers import catch_up, followers
from pasti.kit import clock
from pasti.notices import actions, releasing, sending
from pasti.notices.models import Fact, Notice, Via

PHONE = "+6281234567890"


def at(moment: str) -> datetime:
    """Return a moment of the week of the cast: "24T08:00" is Tuesday morning."""
    return datetime.fromisoformat(f"2026-11-{moment}:00+07:00")


def agreed(case: Application, *, wish: str = "any", email: str = "", language: str = "id") -> Application:
    """The applicant says how they wish to be told."""
    actions.agree(case, wish=wish, email=email, language=language, by=applicant(case.number))
    return case


def case(
    office: object, *, phone: str = PHONE, service: str = "NEW", name: str = "Siti Nurjanah", **wish: str
) -> Application:
    """A case whose papers are complete, and of which nothing is to be told any more."""
    answers: dict[str, str] | None = None if service == "NEW" else {}
    made = agreed(accepted(office.budi.actor, service, answers, phone=phone, name=name), **wish)  # type: ignore[attr-defined]
    read_journal()
    Fact.objects.filter(application=made).delete()
    Notice.objects.filter(application=made).delete()
    return made


def read_journal() -> None:
    """Let the follower read all that was written down."""
    chain.seal_new()
    while catch_up(followers.get("notices")):
        pass


def go_on() -> None:
    """Let every duty of the room have its turn."""
    read_journal()
    releasing.release_due()
    sending.sweep()
    for via in Via.values:
        sending.send_due(via)
    releasing.climb_due()


@contextmanager
def later(moment: datetime) -> Iterator[None]:
    """At a moment, after the duties had their turn."""
    with clock.stopped_at(moment):
        go_on()
        yield


class Letterbox(Handler):
    """Keeps what arrives; refuses whom it does not know, and may be told to be unwell."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Mail] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server, session, envelope, address, options
    ):
        if said := self.answers.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Mail) -> None:
        self.mails.append(message)


@contextmanager
def mail_server(settings) -> Iterator[Letterbox]:
    """A real SMTP server to which the office sends."""
    box = Letterbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.MAIL_HOST, settings.MAIL_PORT = server.hostname, server.port
    settings.MAIL_SECURITY, settings.MAIL_FROM = "none", "Disdukcapil <kabar@example.go.id>"
    try:
        yield box
    finally:
        server.stop(no_assert=True)
