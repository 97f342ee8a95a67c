from django.urls import path

from pasti.residents.screens import office

app_name = "residents"
urlpatterns = [
    path("perwakilan/", office.representatives_list, name="representatives"),
    path("perwakilan/<int:pk>/akhiri/", office.end_representative, name="end-representative"),
]
