from django.urls import path

from pasti.accounts.screens import office

app_name = "accounts"
urlpatterns = [
    path("petugas/", office.staff, name="staff"),
    path("petugas/baru/", office.new, name="new"),
    path("petugas/<int:account_id>/", office.change, name="change"),
    path("petugas/<int:account_id>/tutup/", office.close, name="close"),
]
