from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "pasti.dashboard"
    label = "dashboard"
