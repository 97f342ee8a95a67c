from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "pasti.queue"
    label = "queue"
