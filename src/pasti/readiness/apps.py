from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "pasti.readiness"
    label = "readiness"
