from django.urls import path

from pasti.catalogue.screens import office

app_name = "catalogue"
urlpatterns = [
    path("katalog/", office.services, name="services"),
    path("katalog/<slug:code>/", office.service, name="service"),
    path("katalog/<slug:code>/ubah/", office.change, name="change"),
    path("katalog/<slug:code>/syarat/", office.add_requirement, name="add-requirement"),
    path("katalog/syarat/<int:requirement_id>/", office.requirement, name="requirement"),
    path("katalog/syarat/<int:requirement_id>/akhiri/", office.end_requirement, name="end-requirement"),
]
