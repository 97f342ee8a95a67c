from django.db import migrations
from django.db.models import F


def know_cases(apps, schema_editor):
    """What waits for a gap to close gets the case that it is about."""
    waiting = apps.get_model("link", "Received").objects.filter(applied_at=None, set_aside="")
    for row in waiting.iterator():
        case = row.body.get("application")
        row.thread = case[:40] if isinstance(case, str) else ""
        row.save(update_fields=["thread"])


def count_outcomes(apps, schema_editor):
    """What was set aside was told with every message until now; from now on it is told once, as an outcome."""
    received = apps.get_model("link", "Received").objects
    received.exclude(set_aside="").update(aside_at=F("received_at"))
    for peer in apps.get_model("link", "Peer").objects.all():
        told = received.filter(peer=peer, number__lte=peer.held)
        for row in (told.exclude(set_aside="") | received.filter(peer=peer, taken=True)).order_by("number"):
            peer.last_outcome += 1
            row.outcome = peer.last_outcome
            row.save(update_fields=["outcome"])
        peer.save(update_fields=["last_outcome"])


def know_what_was_heard(apps, schema_editor):
    """Until now a delivery counted only once its room had dealt with it."""
    envelopes = apps.get_model("link", "Envelope").objects
    envelopes.filter(state="delivered").update(heard_at=F("delivered_at"))
    envelopes.filter(state="needs_person").update(refused=True)
    arrived = apps.get_model("link", "ParcelIn").objects.filter(stored_at__isnull=False)
    arrived.update(heard_at=F("stored_at"))


class Migration(migrations.Migration):
    """What is under way between two nodes when they are upgraded goes on as if nothing had happened."""

    dependencies = [("link", "0003_tries_and_outcomes")]

    operations = [
        migrations.RunPython(know_cases, migrations.RunPython.noop),
        migrations.RunPython(count_outcomes, migrations.RunPython.noop),
        migrations.RunPython(know_what_was_heard, migrations.RunPython.noop),
    ]
