from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "pasti.journal"
    label = "journal"

    def ready(self) -> None:
        """Put the triggers back after every migration: rebuilding a table in SQLite drops them."""
        from pasti.journal.append_only import protect

        post_migrate.connect(protect, sender=self)
