from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "pasti.notices"
    label = "notices"
