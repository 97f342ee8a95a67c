"""What became of each promise, by which rule it was found, and how long things take here."""

import django.db.models.deletion
import pasti.kit.clock
import pasti.kit.words
from django.db import migrations, models

# Until now only a change of the calendar gave another day.
_CAUSE = {"id": "Hari kerja kantor berubah.", "en": "The office's working days changed."}


def by_which_rule(apps, schema_editor):
    Promise = apps.get_model("promises", "Promise")
    changed = []
    for promise in Promise.objects.select_related("application__service").iterator(chunk_size=500):
        case = promise.application
        promise.begins_at = case.accepted_at or promise.made_at
        promise.days = case.service.expected_days
        if promise.ended_at is not None:
            promise.outcome, promise.cause = "moved", pasti.kit.words.Words(_CAUSE)
        changed.append(promise)
    Promise.objects.bulk_update(changed, ["begins_at", "days", "outcome", "cause"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_days_that_cases_carried"), ("applications", "0011_words_in_each_language")]
    operations = [
        migrations.RemoveConstraint("promise", "one_current_promise_per_case_and_thing"),
        migrations.RemoveIndex("promise", "current_promises_by_day"),
        migrations.RenameField("promise", "replaced_at", "ended_at"),
        migrations.AddField("promise", "begins_at", models.DateTimeField(null=True)),
        migrations.AddField("promise", "hours", models.FloatField(null=True)),
        migrations.AddField("promise", "days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("promise", "stated", models.FloatField(default=0.9)),
        migrations.AddField("promise", "journalled", models.BooleanField(default=True)),
        migrations.AddField("promise", "outcome", models.CharField(blank=True, default="", max_length=8)),
        migrations.AddField("promise", "cause", pasti.kit.words.WordsField(blank=True, default="")),
        migrations.RunPython(by_which_rule, migrations.RunPython.noop),
    ]
