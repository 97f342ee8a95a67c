from django.utils.translation import gettext as _

from pasti.journal.registry import reading, staff

reading("offer", lambda active: _("ditawarkan") if active else _("tidak ditawarkan"))

staff(
    "requirement.revised",
    "{service:text}: syarat “{what:text}” diubah sejak {day:date}.",
    "{service:text}: requirement “{what:text}” changed from {day:date} on.",
)
staff(
    "requirement.ended",
    "{service:text}: syarat “{what:text}” terakhir berlaku pada {day:date}.",
    "{service:text}: requirement “{what:text}” is last in force on {day:date}.",
)
staff(
    "requirement.added",
    "{service:text}: syarat “{what:text}” ditambah sejak {day:date}.",
    "{service:text}: requirement “{what:text}” added from {day:date} on.",
)
staff(
    "service.changed",
    "{service:text}: {days} hari kerja, {active:offer}.",
    "{service:text}: {days} working days, {active:offer}.",
)
