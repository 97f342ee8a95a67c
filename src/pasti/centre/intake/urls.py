from django.urls import path

from pasti.centre.intake.screens import centre

app_name = "intake"
urlpatterns = [
    path("pusat/masuk/", centre.intake, name="intake"),
    path("pusat/siap-cetak/", centre.released, name="released"),
]
