from django.urls import path

from pasti.stock.screens import office

app_name = "stock"
urlpatterns = [
    path("blangko/", office.ledger, name="ledger"),
    path("blangko/terima/", office.receive, name="receive"),
    path("blangko/rusak/", office.spoil, name="spoil"),
]
