from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "pasti.stock"
    label = "stock"
