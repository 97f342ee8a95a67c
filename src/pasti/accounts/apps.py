from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pasti.accounts"
    label = "accounts"
