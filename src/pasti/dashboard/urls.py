from django.urls import path

from pasti.dashboard.screens import office

app_name = "dashboard"
urlpatterns = [path("kantor/", office.today, name="today")]
