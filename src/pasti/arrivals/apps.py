from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "pasti.arrivals"
    label = "arrivals"
