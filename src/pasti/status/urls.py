from django.urls import path

from pasti.status.screens import public

app_name = "status"
urlpatterns = [
    path("hari-ini/", public.page, name="page"),
    path("hari-ini/status.json", public.as_json, name="json"),
    path("hari-ini/gangguan.atom", public.feed, name="feed"),
    path("hari-ini/teks.txt", public.text, name="text"),
    path("hari-ini/pintu/", public.door, name="door"),
    path("hari-ini/pintu/kini/", public.door_part, name="door-part"),
]
