from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "pasti.journal"
    label = "journal"

    def ready(self) -> None:
        """Put the triggers back after every migration (rebuilding a table in SQLite drops them); place new cursors."""
        from pasti.journal.append_only import protect
        from pasti.journal.followers import place_cursors

        post_migrate.connect(protect, sender=self)
        post_migrate.connect(place_cursors, sender=self)
