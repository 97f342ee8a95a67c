from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "pasti.desk"
    label = "desk"
