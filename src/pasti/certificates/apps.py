from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "pasti.certificates"
    label = "certificates"
