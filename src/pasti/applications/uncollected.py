"""The end of a case whose finished card nobody collected."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pasti.applications.models import Application
from pasti.applications.moving import move
from pasti.journal.actors import Actor
from pasti.kit import clock, text
from pasti.kit.words import filled


@transaction.atomic
def end_uncollected(application: Application, number: str, *, ready_at: datetime, by: Actor) -> Application:
    """End a case whose card, ready since `ready_at`, was destroyed with the minutes of this number; it says why.

    Raises NotAllowed for a case that is not ready: it was handed over meanwhile.
    """
    said = filled(
        _("Kartu ini siap sejak %(day)s, tidak diambil, dan dimusnahkan dengan berita acara %(number)s."),
        day=lambda: text.long_date(clock.local_day(ready_at)),
        number=number,
    )
    return move(application, "end_uncollected", by=by, changes={"remark": said}, number=number)
