"""The addresses of version 1."""

from django.urls import path

from api.v1 import cities, practices, vocabularies

urlpatterns = [
    path("practices/<slug:slug>/", practices.OnePractice.as_view(), name="practice"),
    path("cities/", cities.Cities.as_view(), name="cities"),
    path("cities/<slug:slug>/", cities.OneCity.as_view(), name="city"),
    path("vocabularies/", vocabularies.Vocabularies.as_view(), name="vocabularies"),
    path("vocabularies/<slug:name>/", vocabularies.Vocabulary.as_view(), name="vocabulary"),
]
