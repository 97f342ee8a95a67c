from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "pasti.centre.overview"
    label = "centre_overview"
