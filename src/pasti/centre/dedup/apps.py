from django.apps import AppConfig


class DedupConfig(AppConfig):
    name = "pasti.centre.dedup"
    label = "centre_dedup"
