from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "pasti.centre.intake"
    label = "centre_intake"
