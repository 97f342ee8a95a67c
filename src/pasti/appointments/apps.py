from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "pasti.appointments"
    label = "appointments"
