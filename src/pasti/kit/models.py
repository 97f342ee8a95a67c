"""Two technical tables without a word of the domain."""

from django.db import models

from pasti.kit import clock


class Attempt(models.Model):
    """One attempt at something that is limited."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at}"


class Beat(models.Model):
    """When a background duty last ran, and what went wrong if it did."""

    duty = models.CharField(max_length=40, primary_key=True)
    last_run_at = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=300, blank=True)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.duty
