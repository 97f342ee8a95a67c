from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "pasti.centre.persons"
    label = "centre_persons"
