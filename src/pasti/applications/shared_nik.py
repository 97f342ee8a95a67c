"""Two people with one NIK: compared by a clerk when papers are accepted or a NIK is corrected, and never merged."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.applications import queries
from pasti.applications.models import Application
from pasti.applications.moving import move
from pasti.applications.states import UNDER_WAY
from pasti.journal.actions import record
from pasti.journal.actors import Actor
from pasti.kit import free_text
from pasti.kit.errors import Refused
from pasti.residents import queries as residents
from pasti.residents.same import Decision, Shared, SharedNik, Whose, differences

WAIT_FOR_A_NIK = gettext_lazy(
    "Di kantor ini NIK yang Anda tulis tercatat untuk orang lain. Salah satu dari Anda harus mendapat NIK dari pusat "
    "(Ditjen Dukcapil): minta surat pengantarnya di loket, lalu datang lagi dengan KK yang NIK-nya sudah dipastikan."
)


def found(application: Application) -> Shared | None:
    """Return who is on record under a case's NIK with other data, side by side with what the case says."""
    return residents.shared_nik(application, own=application.resident)


def decide(application: Application, decided: Decision | None, *, by: Actor) -> Whose | None:
    """Note what was decided on a case's NIK and return it; None when nobody else is on record under it.

    The journal says who, why and in what the data differ, never a value. Raises SharedNik when it is not decided yet,
    or was decided on other data than there is now; Refused without a reason, and for what does not differ (any more).
    """
    shared = found(application)
    if shared is None:
        if decided is not None:
            raise Refused(_("Data tercatat tidak lagi berbeda dari permohonan ini. Periksa lagi, lalu ulangi."))
        return None
    if decided is None or decided.compared != shared.digest:
        raise SharedNik(shared)
    record(
        "application.compared",
        subject=application.subject,
        case=application.number,
        by=by,
        resident=shared.resident.pk,
        fields=[str(one) for one in shared.differences],
        whose=str(decided.whose),
        reason=free_text.checked(decided.reason, none=_("Tuliskan alasan keputusan.")),
    )
    return decided.whose


def set_apart(application: Application, *, by: Actor) -> Application:
    """Let a case wait until the centre has said whose the NIK is; its person is told what to do.

    The record stays as it is. The case goes on when its NIK is corrected, or the clerk decides anew.
    """
    return move(application, "set_apart", by=by, changes={"remark": WAIT_FOR_A_NIK})


def check_rivals(application: Application) -> None:
    """Raise Refused when another case of the service is under way under the NIK, of this person or of somebody else."""
    rival = queries.rivals_of(application).filter(state__in=UNDER_WAY).first()
    if rival is None:
        return
    if differences(application, rival):
        said = _("NIK ini dipakai permohonan %s yang masih berjalan untuk orang lain. Perbaiki dahulu NIK di sana.")
        raise Refused(said % rival.shown_number)
    raise Refused(_("Orang ini sudah punya permohonan yang sama: %s.") % rival.shown_number)
