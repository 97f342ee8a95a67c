from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "pasti.printing"
    label = "printing"
