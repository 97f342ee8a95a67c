"""What deserves a second look in a case's data, for the citizen and for the clerk, until somebody has settled it."""

import hashlib

from pasti.applications.models import Application
from pasti.residents import nik as niks
from pasti.residents.nik import Doubt


def doubts(application: Application) -> list[Doubt]:
    """Return all that differs in what was typed, settled or not; nothing while it is not typed yet."""
    if not (application.nik and application.birth_date):
        return []
    return niks.second_look(
        niks.read(application.nik),
        birth_date=application.birth_date,
        sex=application.sex,
        kk_number=application.kk_number,
    )


def unsettled(application: Application) -> list[Doubt]:
    """Return what nobody has settled yet. Other data than the one that was looked at is a new doubt."""
    mark = mark_of(application)
    return [doubt for doubt in doubts(application) if application.settled.get(doubt) != mark]


def mark_of(application: Application) -> str:
    """Return a mark of the data that doubts are about, from which nothing of it can be read."""
    said = (application.number, application.nik, application.kk_number, application.birth_date, application.sex)
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()[:16]
