from django.apps import AppConfig


class RecordingConfig(AppConfig):
    name = "pasti.recording"
    label = "recording"
