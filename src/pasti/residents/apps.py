from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "pasti.residents"
    label = "residents"
