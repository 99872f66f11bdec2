"""An amendment applied to the words of a draft: found again by the article it was proposed on, or not at all."""

from dataclasses import replace

from django.utils.translation import gettext as _

from common.errors import Invalid
from declarations import verifier, wording
from declarations.models import Amendment, AmendmentKind
from declarations.wording import Article, Wording


def one_article(heading: str, text: str) -> Article:
    """Return what is proposed as one article, read as the text itself is read; Invalid when it is none or several."""
    try:
        words = wording.read("-", f"## {' '.join(heading.split())}\n\n{text}")
    except Invalid as refusal:
        raise Invalid(fields={"text": refusal.fields.get("body", [])}) from refusal
    if len(words.articles) != 1:
        raise Invalid(fields={"text": [_("Un amendement porte sur un seul article : n’en écrivez qu’un.")]})
    return words.articles[0]


def mark(heading: str, text: str) -> str:
    """Return the fingerprint of one article: what was read is what an amendment is proposed on."""
    return verifier.fingerprint(verifier.written({"heading": heading, "text": text}))


def place_of(amendment: Amendment, words: Wording) -> int | None:
    """Return the number under which the very article of the amendment stands now; None when its words changed.

    Articles before it may have been added or deleted since: the number moves, the words are the same. 0: before all.
    """
    if amendment.kind == AmendmentKind.ADD and amendment.article == 0:
        return 0
    base = (amendment.base_heading, amendment.base_text)
    same = [one.number for one in words.articles if (one.heading, one.text) == base]
    if amendment.article in same:
        return amendment.article
    return same[0] if len(same) == 1 else None


def applied(amendment: Amendment, place: int, words: Wording) -> Wording:
    """Return the words once the amendment is accepted, articles numbered again."""
    articles = list(words.articles)
    written = Article(0, amendment.heading, amendment.text)
    match amendment.kind:
        case AmendmentKind.REPLACE:
            articles[place - 1] = written
        case AmendmentKind.ADD:
            articles.insert(place, written)
        case _:
            del articles[place - 1]
    if not articles and not words.considerations:
        raise Invalid(_("Il ne resterait rien du texte : cet amendement ne peut pas être retenu tel quel."))
    numbered = (replace(one, number=number) for number, one in enumerate(articles, start=1))
    return replace(words, articles=tuple(numbered))
