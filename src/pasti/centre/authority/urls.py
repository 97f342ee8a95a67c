from django.urls import path

from pasti.centre.authority.screens import centre, invitations, peers

app_name = "authority"
urlpatterns = [
    path("pusat/kantor/", centre.offices, name="offices"),
    path("pusat/undangan/", invitations.invitations, name="invitations"),
    path("pusat/undangan/<int:pk>/setujui/", invitations.confirm, name="confirm-invitation"),
    path("pusat/undangan/<int:pk>/tarik/", invitations.revoke, name="revoke-invitation"),
    path("link/v1/invitation", peers.ask, name="invitation"),
    path("link/v1/invitation/join", peers.join, name="join"),
    path("pusat/kantor/<int:pk>/izin/", centre.leave, name="leave"),
    path("pusat/ketentuan/", centre.rules, name="rules"),
    path("pusat/ketentuan/<str:key>/", centre.rule, name="rule"),
]
