from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "pasti.centre.release"
    label = "centre_release"
