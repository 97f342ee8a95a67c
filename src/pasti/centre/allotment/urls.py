from django.urls import path

from pasti.centre.allotment.screens import centre

app_name = "allotment"
urlpatterns = [
    path("pusat/blangko/", centre.asked, name="asked"),
    path("pusat/blangko/<int:pk>/", centre.answer, name="answer"),
]
