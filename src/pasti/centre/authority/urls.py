from django.urls import path

from pasti.centre.authority.screens import centre

app_name = "authority"
urlpatterns = [
    path("pusat/kantor/", centre.offices, name="offices"),
    path("pusat/kantor/daftar/", centre.register, name="register"),
    path("pusat/kantor/<int:pk>/izin/", centre.leave, name="leave"),
    path("pusat/ketentuan/", centre.rules, name="rules"),
    path("pusat/ketentuan/<str:key>/", centre.rule, name="rule"),
]
