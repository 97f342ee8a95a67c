from django.apps import AppConfig


class StatusConfig(AppConfig):
    name = "pasti.status"
    label = "status"
