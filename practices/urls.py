"""The pages about practices. In all languages the path words are the same; no city's name begins with « nouvelle »."""

from django.urls import path

from practices import views

app_name = "practices"
urlpatterns = [
    path("", views.practice_list, name="list"),
    path("nouvelle/", views.create, name="create"),
    path("toujours-exacte/<str:token>/", views.still_true, name="still_true"),
    path("lecture/<str:token>/", views.expert_reading, name="expert_reading"),
    # Requests for an exchange between cities; no city's name begins with « echanges » either
    path("echanges/", views.exchanges, name="exchanges"),
    path("echanges/<int:pk>/", views.exchange, name="exchange"),
    path("echanges/<int:pk>/repondre/", views.answer_exchange, name="answer_exchange"),
    path("echanges/<int:pk>/retirer/", views.take_back_exchange, name="take_back_exchange"),
    path("echanges/ville/<slug:slug>/", views.ask_city, name="ask_city"),
    # Nor with « reponses »: answers by mail that wait for their reader
    path("reponses-recues/", views.mailed_replies, name="mailed_replies"),
    path("reponses-recues/<int:pk>/publier/", views.publish_reply, name="publish_reply"),
    path("reponses-recues/<int:pk>/ecarter/", views.discard_reply, name="discard_reply"),
    path("comparer/", views.compare, name="compare"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/demander-un-echange/", views.ask_about, name="ask_about"),
    path("<slug:slug>/versions/", views.versions, name="versions"),
    path("<slug:slug>/versions/<int:number>/", views.version, name="version"),
    path("<slug:slug>/versions/<int:number>/fermer/", views.close_version, name="close_version"),
    path("<slug:slug>/versions/<int:number>/rouvrir/", views.reopen_version, name="reopen_version"),
    path("<slug:slug>/differences/", views.compare_versions, name="differences"),
    # Writing
    path("<slug:slug>/modifier/", views.edit, name="edit"),
    path("<slug:slug>/modifier/<slug:section>/", views.section, name="section"),
    path("<slug:slug>/modifier/essentiel/<int:number>/", views.short, name="short"),
    path("<slug:slug>/fichiers/", views.files, name="files"),
    path("<slug:slug>/fichiers/<int:pk>/modifier/", views.describe_file, name="describe_file"),
    path("<slug:slug>/fichiers/<int:pk>/retirer/", views.remove_file, name="remove_file"),
    path("<slug:slug>/apercu/", views.preview, name="preview"),
    path("<slug:slug>/soumettre/", views.submit, name="submit"),
    path("<slug:slug>/supprimer-le-brouillon/", views.discard, name="discard"),
    path("<slug:slug>/nouvelle-version/", views.start_revision, name="start_revision"),
    path("<slug:slug>/s-en-inspirer/", views.start_from, name="start_from"),
    # Away from the site
    path("<slug:slug>/hors-ligne/", views.offline, name="offline"),
    path("<slug:slug>/hors-ligne/fiche.xlsx", views.offline_sheet, name="offline_sheet"),
    path("<slug:slug>/hors-ligne/fiche.html", views.offline_form, name="offline_form"),
    path("<slug:slug>/hors-ligne/reponses/", views.offline_answers, name="offline_answers"),
    path("<slug:slug>/hors-ligne/reponses/comparer/", views.offline_compare, name="offline_compare"),
    path("<slug:slug>/hors-ligne/<int:pk>/", views.offline_file, name="offline_file"),
    path("<slug:slug>/hors-ligne/<int:pk>/effacer/", views.offline_forget, name="offline_forget"),
    # Translations
    path("<slug:slug>/traductions/<slug:language>/", views.translation, name="translation"),
    path("<slug:slug>/traductions/<slug:language>/publier/", views.publish_translation, name="publish_translation"),
    path("<slug:slug>/traductions/<slug:language>/retirer/", views.withdraw_translation, name="withdraw_translation"),
    path(
        "<slug:slug>/traductions/<slug:language>/<slug:section>/", views.translation_section, name="translation_section"
    ),
    # Answering a review
    path("<slug:slug>/points/<int:pk>/", views.answer_point, name="answer_point"),
    path("<slug:slug>/appel/", views.appeal, name="appeal"),
    # Presence
    path("<slug:slug>/confirmer/", views.confirm, name="confirm"),
    path("<slug:slug>/toujours-exacte/", views.confirmation, name="confirmation"),
    path("<slug:slug>/retirer/", views.withdraw, name="withdraw"),
    path("<slug:slug>/archiver/", views.archive, name="archive"),
    path("<slug:slug>/reprendre/", views.claim, name="claim"),
    path("<slug:slug>/demander-le-retrait/", views.ask_withdrawal, name="ask_withdrawal"),
    # Adoption
    path("<slug:slug>/reprise/", views.adopt, name="adopt"),
    path("<slug:slug>/reprise/retirer/", views.cancel_adoption, name="cancel_adoption"),
    path("<slug:slug>/reprises/<slug:city>/repondre/", views.answer_adoption, name="answer_adoption"),
    # Files
    path("<slug:slug>/fichiers/<slug:key>/", views.file, name="file"),
    path("<slug:slug>/images/<slug:key>/<slug:size>/", views.image, name="image"),
    # On paper
    path("<slug:slug>/pdf/", views.practice_pdf, name="pdf"),
    path("<slug:slug>/docx/", views.practice_docx, name="docx"),
    path("<slug:slug>/note/", views.note_choice, name="note"),
    path("<slug:slug>/note/pdf/", views.note_pdf, name="note_pdf"),
    # Exchange
    path("<slug:slug>/suivre/", views.follow, name="follow"),
    path("<slug:slug>/ne-plus-suivre/", views.unfollow, name="unfollow"),
    path("<slug:slug>/couper-les-lettres/", views.mute, name="mute"),
    path("<slug:slug>/recevoir-les-lettres/", views.unmute, name="unmute"),
    path("<slug:slug>/commentaires/", views.comment, name="comment"),
    path("<slug:slug>/commentaires/<int:pk>/repondre/", views.reply, name="reply"),
    path("<slug:slug>/commentaires/<int:pk>/est-la-reponse/", views.mark_answer, name="mark_answer"),
    path("<slug:slug>/commentaires/<int:pk>/attend-une-reponse/", views.unmark_answer, name="unmark_answer"),
    path("<slug:slug>/commentaires/<int:pk>/modifier/", views.edit_comment, name="edit_comment"),
    path("<slug:slug>/commentaires/<int:pk>/supprimer/", views.delete_comment, name="delete_comment"),
    path("<slug:slug>/commentaires/<int:pk>/signaler/", views.report_comment, name="report_comment"),
    path("<slug:slug>/commentaires/<int:pk>/masquer/", views.hide_comment, name="hide_comment"),
]
