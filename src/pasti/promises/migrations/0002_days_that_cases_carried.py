"""The expected day stood on the case; it was said to the person, so it becomes a promise."""

from django.db import migrations

# What the steps rested on then.
_NEEDS = {
    "recording": ["station"],
    "centre": ["link", "authorisation"],
    "printing": ["link", "authorisation", "blanks", "printer"],
    "issuing": ["printer"],
}
_IN_ORDER = ["link", "authorisation", "blanks", "printer", "station"]


def take_over(apps, schema_editor):
    Application = apps.get_model("applications", "Application")
    Promise = apps.get_model("promises", "Promise")
    dated = Application.objects.filter(expected_on__isnull=False).select_related("service")
    kept = []
    for case in dated.prefetch_related("steps").iterator(chunk_size=500):
        needs = {need for step in case.steps.all() if step.done_at is None for need in _NEEDS.get(step.code, [])}
        kept.append(
            Promise(
                application=case,
                what="ready",
                day=case.expected_on,
                basis="print-age" if _on_print_birthday(case) else "working-days",
                rests_on=[need for need in _IN_ORDER if need in needs],
                made_at=case.accepted_at or case.submitted_at or case.started_at,
                made_by="",
            )
        )
        if len(kept) == 500:
            Promise.objects.bulk_create(kept)
            kept = []
    Promise.objects.bulk_create(kept)


def _on_print_birthday(case):
    age, born = case.service.print_from_age, case.birth_date
    if age is None or born is None:
        return False
    return (case.expected_on.year - born.year) == age and (case.expected_on.month, case.expected_on.day) in (
        (born.month, born.day),
        (3, 1) if (born.month, born.day) == (2, 29) else (born.month, born.day),
    )


def give_back(apps, schema_editor):
    Application = apps.get_model("applications", "Application")
    Promise = apps.get_model("promises", "Promise")
    for promise in Promise.objects.filter(what="ready", replaced_at=None).iterator(chunk_size=500):
        Application.objects.filter(pk=promise.application_id).update(expected_on=promise.day)
    Promise.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_promises"), ("applications", "0003_numbers_carry_their_node")]
    # Before the case loses the day.
    run_before = [("applications", "0004_promises_own_the_day")]
    operations = [migrations.RunPython(take_over, give_back)]
