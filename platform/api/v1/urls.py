"""The addresses of version 1."""

from django.urls import path

from api.v1 import cities, declarations, practices, vocabularies

urlpatterns = [
    path("practices/", practices.Practices.as_view(), name="practices"),
    path("practices/<slug:slug>/", practices.OnePractice.as_view(), name="practice"),
    path("practices/<slug:slug>/files/<slug:key>/", practices.OneFile.as_view(), name="practice_file"),
    path("cities/", cities.Cities.as_view(), name="cities"),
    path("cities/<slug:slug>/", cities.OneCity.as_view(), name="city"),
    path("declarations/", declarations.Declarations.as_view(), name="declarations"),
    path("declarations/<slug:slug>/", declarations.OneDeclaration.as_view(), name="declaration"),
    path("declarations/<slug:slug>/signatures/", declarations.Signatures.as_view(), name="signatures"),
    path("vocabularies/", vocabularies.Vocabularies.as_view(), name="vocabularies"),
    path("vocabularies/<slug:name>/", vocabularies.Vocabulary.as_view(), name="vocabulary"),
]
