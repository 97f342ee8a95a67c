from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "pasti.tracking"
    label = "tracking"
