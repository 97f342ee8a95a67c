from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "pasti.promises"
    label = "promises"
