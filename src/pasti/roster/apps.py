from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "pasti.roster"
    label = "roster"
