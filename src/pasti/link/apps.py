from django.apps import AppConfig


class LinkConfig(AppConfig):
    name = "pasti.link"
    label = "link"
