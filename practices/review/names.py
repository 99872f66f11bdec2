"""Frequent given names of the network's countries: enough to see that a text names a child beside its age."""

from pathlib import Path

from common.text import fold

_FILE = Path(__file__).parents[1] / "data" / "given_names.txt"
_LINES = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
GIVEN_NAMES = frozenset(fold(name) for line in _LINES for name in line.split())
# Words that begin a sentence before an age, and name nobody
_WORDS = """
    Age Âgés Âgées Adolescents Adolescentes Adolescence Adultes Ans Après Avant Avec Bénéficiaires Ceux Chaque
    Collégiens Dans Depuis Dès Durant Elle Elles Élèves Enfants Enfance Entre Environ Filles Garçons Groupe Groupes
    Il Ils Jeune Jeunes Jeunesse Jusqu Lycéens Majeurs Mineur Mineurs Mineures Moins Moyenne On Parents Participants
    Pendant Pour Près Public Publics Quand Seize Sous Tous Toutes Trois Deux Quinze Usagers Vers Young Children
    Youth Pupils People Girls Boys Aged Over Under
"""
NOT_NAMES = frozenset(fold(word) for word in _WORDS.split())
