from django.urls import path

from pasti.journal.screens import office

app_name = "journal"
urlpatterns = [path("jurnal/", office.journal, name="journal")]
