from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "pasti.audit"
    label = "audit"
