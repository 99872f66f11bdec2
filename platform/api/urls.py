"""The addresses of the API."""

from django.urls import include, path, re_path

from api import views

app_name = "api"
urlpatterns = [
    path("v1/", include("api.v1.urls")),
    path("schema/", views.Schema.as_view(), name="schema"),
    path("docs/", views.docs, name="docs"),
    re_path(r"^(?:[\s\S]*/)?$", views.Nowhere.as_view(), name="nowhere"),
]
