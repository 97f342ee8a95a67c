from django.urls import path

from pasti.arrivals.screens import office

app_name = "arrivals"
urlpatterns = [
    path("kantor/kedatangan/", office.week, name="week"),
    path("kantor/kedatangan/sia-sia/", office.in_vain, name="in-vain"),
    path("kantor/kedatangan/angka.csv", office.figures, name="figures"),
]
