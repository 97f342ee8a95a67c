from django.urls import path

from pasti.stock.screens import office

app_name = "stock"
urlpatterns = [
    path("blangko/", office.ledger, name="ledger"),
    path("blangko/terima/", office.receive, name="receive"),
    path("blangko/ditunggu/", office.expect, name="expect"),
    path("blangko/ditunggu/<int:pk>/batal/", office.expect_no_more, name="expect-no-more"),
    path("blangko/rusak/", office.spoil, name="spoil"),
]
