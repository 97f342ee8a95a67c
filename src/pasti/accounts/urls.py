from django.urls import path

from pasti.accounts.screens import office, owner, second_person

app_name = "accounts"
urlpatterns = [
    path("petugas/", office.staff, name="staff"),
    path("petugas/baru/", office.new, name="new"),
    path("petugas/usulan/", second_person.proposals, name="proposals"),
    path("petugas/usulan/<int:proposal_id>/setujui/", second_person.confirm, name="confirm"),
    path("petugas/usulan/<int:proposal_id>/tolak/", second_person.decline, name="decline"),
    path("petugas/<int:account_id>/", office.change, name="change"),
    path("petugas/<int:account_id>/tutup/", office.close, name="close"),
    path("petugas/<int:account_id>/tautan/", office.make_link, name="make-link"),
    path("petugas/<int:account_id>/dua-langkah/", office.forget_factor, name="forget-factor"),
    path("kata-sandi/tautan/", owner.set_password, name="set-password"),
    path("kata-sandi/tautan/<slug:token>/", owner.by_link, name="by-link"),
]
