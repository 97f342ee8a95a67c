from pasti.journal.registry import staff

staff(
    "requirement.revised",
    "{service}: syarat “{what}” diubah sejak {day:date}.",
    "{service}: requirement “{what}” revised from {day:date}.",
)
staff(
    "requirement.ended",
    "{service}: syarat “{what}” berlaku terakhir {day:date}.",
    "{service}: requirement “{what}” ends on {day:date}.",
)
staff(
    "requirement.added",
    "{service}: syarat “{what}” ditambah sejak {day:date}.",
    "{service}: requirement “{what}” added from {day:date}.",
)
staff(
    "service.changed",
    "Layanan {service}: {days} hari kerja, {active}.",
    "Service {service}: {days} working days, {active}.",
)
