from django.apps import AppConfig


class ApplyConfig(AppConfig):
    name = "pasti.apply"
    label = "apply"
