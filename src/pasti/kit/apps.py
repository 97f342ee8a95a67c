from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from pasti.kit import logs


class KitConfig(AppConfig):
    name = "pasti.kit"
    label = "kit"

    def ready(self) -> None:
        """Let every room register what it declares: journal kinds, policies, followers, link handlers, duties."""
        from pasti.kit import ballast, clock_watch  # noqa: F401 - register their duties

        logs.watch()
        autodiscover_modules("kinds", "policies", "handlers", "duties")
