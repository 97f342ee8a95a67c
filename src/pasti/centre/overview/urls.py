from django.urls import path

from pasti.centre.overview.screens import centre

app_name = "overview"
urlpatterns = [path("pusat/", centre.overview, name="overview")]
