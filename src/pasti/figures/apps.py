from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "pasti.figures"
    label = "figures"
