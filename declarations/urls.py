from django.urls import path

from declarations import views

app_name = "declarations"
urlpatterns = [
    path("", views.declaration_list, name="list"),
    path("verifier.py", views.verifier_file, name="verifier_file"),
    path("cles.json", views.keys, name="keys"),
    path("cle-<slug:name>.pem", views.key_file, name="key_file"),
    path("mandats/", views.mandates, name="mandates"),
    path("mandats/<int:pk>/fin/", views.end_mandate, name="end_mandate"),
    path("mandats/<int:pk>/document/", views.mandate_document, name="mandate_document"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/texte/<int:version>/<slug:language>.md", views.text_file, name="text_file"),
    path("<slug:slug>/texte/<int:version>/<slug:language>.json", views.text_json, name="text_json"),
    path("<slug:slug>/texte/<int:version>/<slug:language>/", views.text_aligned, name="text_aligned"),
    path("<slug:slug>/registre/", views.ledger, name="ledger"),
    path("<slug:slug>/registre.json", views.ledger_file, name="ledger_file"),
    path("<slug:slug>/tetes/<slug:day>.json", views.signed_head, name="signed_head"),
    path("<slug:slug>/tetes/<slug:day>.sig", views.head_signature, name="head_signature"),
    path("<slug:slug>/verifier/", views.verifier, name="verifier"),
    path("<slug:slug>/preparer/", views.prepare_signature, name="prepare_signature"),
    path("<slug:slug>/soutenir/", views.support, name="support"),
    path("<slug:slug>/signer/", views.sign, name="sign"),
    path("<slug:slug>/signatures.csv", views.signatures_csv, name="signatures_csv"),
    path("<slug:slug>/signatures.json", views.signatures_json, name="signatures_json"),
    path("<slug:slug>/integrer/", views.embed, name="embed"),
    path("<slug:slug>/signatures/<slug:city>/insigne.svg", views.badge, name="badge"),
    path("<slug:slug>/signatures/<slug:city>/recu/", views.receipt, name="receipt"),
    path("<slug:slug>/signatures/<slug:city>/recu.json", views.receipt_file, name="receipt_file"),
    path("<slug:slug>/signatures/<slug:city>/document/", views.scan, name="scan"),
    path("<slug:slug>/signatures/<slug:city>/confirmer/", views.confirm, name="confirm"),
    path("<slug:slug>/signatures/<slug:city>/retirer/", views.withdraw, name="withdraw"),
]
