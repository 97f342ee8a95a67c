from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "pasti.catalogue"
    label = "catalogue"
