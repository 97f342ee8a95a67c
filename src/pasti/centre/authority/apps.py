from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "pasti.centre.authority"
    label = "centre_authority"
