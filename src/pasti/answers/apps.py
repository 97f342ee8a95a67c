from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "pasti.answers"
    label = "answers"
