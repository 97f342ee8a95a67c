"""Two technical tables without a word of the domain."""

from django.db import models

from pasti.kit import clock, waits


class Allowance(models.Model):
    """How much of something limited is left to somebody: it is whole again at a moment."""

    key = models.CharField(max_length=64, primary_key=True)
    whole_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.whole_at}"


class Beat(models.Model):
    """When a background duty last ran, and what went wrong if it did."""

    duty = models.CharField(max_length=40, primary_key=True)
    last_run_at = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=300, blank=True)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.duty


waits.waits_by(Allowance, "whole_at")
