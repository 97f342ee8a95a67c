from django.urls import path

from pasti.recording.screens import station

app_name = "recording"
urlpatterns = [
    path("perekaman/", station.waiting, name="waiting"),
    path("perekaman/<str:number>/", station.station, name="station"),
    path("perekaman/<str:number>/mulai/", station.begin, name="begin"),
    path("perekaman/<str:number>/foto/", station.photo, name="photo"),
    path("perekaman/<str:number>/tanda-tangan/", station.signature, name="signature"),
    path("perekaman/<str:number>/alat/", station.from_device, name="device"),
    path("perekaman/<str:number>/pengecualian/", station.exception, name="exception"),
    path("perekaman/<str:number>/segel/", station.seal, name="seal"),
    path("perekaman/<str:number>/batal/", station.cancel, name="cancel"),
]
