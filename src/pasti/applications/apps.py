from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "pasti.applications"
    label = "applications"
