"""Why a file is refused, in a sentence that says what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from files.kinds import Why

_SENTENCES: dict[str, Promise] = {
    Why.EMPTY: _("Ce fichier est vide. Vérifiez-le, puis choisissez-le de nouveau."),
    Why.TOO_HEAVY: _("Ce fichier dépasse 10 Mo. Allégez-le, ou joignez-en seulement la partie utile."),
    Why.UNKNOWN: _("Ce fichier n’est pas d’un type accepté. Joignez un PDF, un DOCX, un ODT, un XLSX ou une image."),
    Why.BROKEN: _("Ce fichier est abîmé et ne peut pas être lu. Enregistrez-le de nouveau, puis choisissez-le."),
    Why.TOO_MANY_PIXELS: _("Cette image a trop de points : 24 millions au plus, 12 pour une image WebP. Réduisez-la."),
    Why.PASSWORD: _("Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe."),
    Why.ACTIVE: _("Ce document contient un programme (macro ou champ actif). Enregistrez-le en PDF."),
    Why.EMBEDDED: _("Ce document contient un autre fichier ou un objet incorporé. Enregistrez-le en PDF."),
    Why.FETCHES: _("Ce document va chercher quelque chose ailleurs quand on l’ouvre. Enregistrez-le en PDF."),
    Why.TOO_COMPLEX: _("Ce fichier est trop lourd à lire. Simplifiez-le, ou enregistrez-le en PDF."),
}


def sentence_of(why: str) -> Promise:
    """Return the sentence for whoever sent the file."""
    return _SENTENCES.get(why, _SENTENCES[Why.BROKEN])
