"""The letter on the site: what the next one holds, the last twelve, and the private address of a feed."""

from django.urls import path

from digests import views

app_name = "digests"
urlpatterns = [
    path("", views.present, name="present"),
    path("adresse/", views.renew_address, name="renew_address"),
    path("adresse/fermer/", views.close_address, name="close_address"),
    path("flux/<str:token>/", views.feed, name="feed"),
    path("<str:period>/", views.letter, name="letter"),
]
