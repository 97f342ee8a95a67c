from django.urls import path

from pasti.answers.screens import office, public

app_name = "answers"
urlpatterns = [
    # Short: it stands in an SMS.
    path("j/<str:token>", public.open_link, name="open"),
    path("j/<str:token>/kalender.ics", public.calendar_file, name="calendar"),
    path("jawaban/", office.waiting, name="waiting"),
]
