from django.db import models

from pasti.kit import clock


class Look(models.Model):
    """Somebody looked at personal data. Prunable, and nothing else in Pasti reads it to decide anything."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    by_id = models.CharField(max_length=80, db_index=True)
    by_name = models.CharField(max_length=120)
    what = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, db_index=True)

    def __str__(self) -> str:
        return f"{self.by_id} {self.what} {self.subject}"
