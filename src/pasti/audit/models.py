from django.db import models

from pasti.audit.sights import label_of
from pasti.kit import clock


class Look(models.Model):
    """Somebody looked at personal data. Prunable, and nothing else in Pasti reads it to decide anything."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    by_id = models.CharField(max_length=80, db_index=True)
    by_name = models.CharField(max_length=120)
    what = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, db_index=True)
    # Everybody who stood on a list, by subject, each between spaces; empty for a look at one thing.
    listed = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["by_id", "at"], name="look_by_whom_and_when")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.what} {self.subject}"

    @property
    def label(self) -> str:
        """The readable name of what was looked at."""
        return label_of(self.what)

    @property
    def subjects(self) -> list[str]:
        """What was shown: the one thing, or all on the list."""
        return self.listed.split() or [self.subject]
