from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "pasti.handover"
    label = "handover"
