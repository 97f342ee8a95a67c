from django.urls import path

from pasti.centre.release.screens import centre

app_name = "release"
urlpatterns = [path("pusat/dikeluarkan/", centre.given, name="given")]
