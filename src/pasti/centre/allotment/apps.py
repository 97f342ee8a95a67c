from django.apps import AppConfig


class AllotmentConfig(AppConfig):
    name = "pasti.centre.allotment"
    label = "centre_allotment"
