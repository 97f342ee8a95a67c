from django.urls import path

from pasti.figures.screens import office

app_name = "figures"
urlpatterns = [
    path("kantor/angka/", office.figures, name="figures"),
    path("kantor/angka/angka.csv", office.as_csv, name="csv"),
    path("kantor/angka/angka.xlsx", office.as_xlsx, name="xlsx"),
]
