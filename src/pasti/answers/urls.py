from django.urls import path

from pasti.answers.screens import office, public

app_name = "answers"
urlpatterns = [
    # Short: it stands in an SMS.
    path("j/<str:token>", public.open_link, name="open"),
    path("jawaban/", office.waiting, name="waiting"),
]
