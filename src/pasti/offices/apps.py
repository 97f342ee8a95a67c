from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "pasti.offices"
    label = "offices"
