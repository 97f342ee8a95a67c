from django.urls import path

from pasti.centre.dedup.screens import centre

app_name = "dedup"
urlpatterns = [
    path("pusat/kemiripan/", centre.suggestions, name="suggestions"),
    path("pusat/kemiripan/<int:suggestion_id>/", centre.suggestion, name="suggestion"),
]
