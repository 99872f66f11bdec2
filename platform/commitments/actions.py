"""The verbs: to link a practice to articles, to ask each year, to answer article by article."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from commitments import mails, queries
from commitments.models import READ_BY, ArticleLink, YearlyAnswer, YearlyQuestion
from commitments.permissions import can_answer, can_link
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotAllowed, NotPossible, Sentence
from common.text import clean
from declarations.models import Declaration, Signature
from journal import log
from practices.actions.locking import lock_practice
from practices.models import IndexEntry, Practice

LONGEST = 1000
Article = tuple[int, str]  # its declaration, and its anchor in the text in force


def _anchors(declaration: Declaration) -> set[str]:
    text = queries.text_read(declaration)
    return {article["anchor"] for article in text.articles} if text else set()


@transaction.atomic
def set_links(*, by: Viewer, practice_id: int, articles: Iterable[Article], seen: Iterable[Article]) -> bool:
    """Say which articles a practice carries out; return whether anything changed.

    ``seen``: those that were ticked on the page. What somebody else linked or unlinked meanwhile stays as they left it.
    """
    practice = lock_practice(practice_id)
    wanted, shown, held = set(articles), set(seen), queries.linked(practice)
    gone = [key for article in shown - wanted for key in held.get(article, ())]
    return _change(by, practice, added=wanted - shown - set(held), gone=gone)


@transaction.atomic
def link(*, by: Viewer, practice_id: int, article: Article) -> bool:
    """Link a practice to one article more; twice is once."""
    practice = lock_practice(practice_id)
    return _change(by, practice, added={article} - queries.links_of(practice), gone=[])


@transaction.atomic
def unlink(*, by: Viewer, link_id: int) -> bool:
    """Undo one link, of whichever version; gone already is no error."""
    known = ArticleLink.objects.filter(pk=link_id).values_list("practice_id", flat=True).first()
    return known is not None and _change(by, lock_practice(known), added=set(), gone=[link_id])


def _change(by: Viewer, practice: Practice, *, added: set[Article], gone: list[int]) -> bool:
    """Write what changes, and say so in the journal; the practice is locked."""
    if by.user_id is None or not can_link(by, practice):
        raise NotAllowed
    open_ones = {one.pk: one for one in queries.with_text()} if added else {}
    for declaration_id, anchor in sorted(added):
        if declaration_id not in open_ones or anchor not in _anchors(open_ones[declaration_id]):
            raise Invalid(_("Cet article n’existe pas ou n’existe plus. Rechargez la page."))
        version = open_ones[declaration_id].version
        ArticleLink.objects.create(
            practice=practice,
            declaration_id=declaration_id,
            version=version,
            anchor=anchor,
            linked_by_id=by.user_id,
        )
    removed, _each = ArticleLink.objects.filter(practice=practice, pk__in=gone).delete()
    if not added and not removed:
        return False
    log.record(
        "practice.articles_linked",
        subject_type="practice",
        subject_id=practice.pk,
        actor_id=by.user_id,
        city_id=practice.city_id,
        audience=Audience.OWN,
        data={"articles": sorted(f"{pk}/{anchor}" for pk, anchor in queries.links_of(practice))},
    )
    return True


@transaction.atomic
def ask(*, signature_id: int, year: int) -> YearlyQuestion | None:
    """Ask a signatory city what it did; None when it was asked this year already."""
    line = Signature.objects.select_related("declaration").get(pk=signature_id)
    asked, is_new = YearlyQuestion.objects.get_or_create(
        declaration=line.declaration, city_id=line.city_id, year=year, defaults={"asked_at": clock.now()}
    )
    if not is_new:
        return None
    _log("asked", asked, None)
    mails.tell_asked(asked)
    return asked


def _log(verb: str, question: YearlyQuestion, by: Viewer | None) -> None:
    log.record(
        f"commitment.{verb}",
        subject_type="declaration",
        subject_id=question.declaration_id,
        actor_id=by.user_id if by else None,
        city_id=question.city_id,
        audience=Audience.OWN,
        data={"question": question.pk, "year": question.year},
    )


@dataclass(frozen=True)
class Given:
    """What is said of one article; an empty text says nothing."""

    anchor: str
    text: str
    audience: str
    practice_id: int | None = None


@transaction.atomic
def answer(*, by: Viewer, question_id: int, given: Iterable[Given]) -> YearlyQuestion:
    """Say, for the city, what was done for each article. Said again, it is corrected: the same words change nothing."""
    question = YearlyQuestion.objects.select_for_update(of=("self",)).filter(pk=question_id).first()
    if question is None or by.user_id is None or not can_answer(by, question.city_id):
        raise NotAllowed(_("La rédaction ou la coordination de la ville répond à cette question."))
    if not queries.is_signatory(question):
        raise NotPossible(_("Votre ville n’est plus signataire de ce texte : cette question ne se pose plus."))
    said = [Given(one.anchor, clean(one.text), one.audience, one.practice_id) for one in given]
    _check(by, question, said)
    before = queries.answers_of(question)
    changed = [one for one in said if _differs(one, before.get(one.anchor))]
    for one in changed:
        _keep(by.user_id, question, one, before.get(one.anchor))
    if changed or question.answered_at is None:
        question.answered_at = clock.now()
        question.save(update_fields=["answered_at"])
        _log("answered", question, by)
    return question


def _check(by: Viewer, question: YearlyQuestion, said: list[Given]) -> None:
    anchors = _anchors(question.declaration)
    named = {one.practice_id for one in said if one.practice_id is not None}
    ours = IndexEntry.objects.visible_to(by).filter(practice_id__in=named, city_id=question.city_id)
    known = set(ours.values_list("practice_id", flat=True))
    problems: dict[str, list[Sentence]] = {}
    for one in said:
        if one.anchor not in anchors:
            raise Invalid(_("Cet article n’existe pas ou n’existe plus. Rechargez la page."))
        if len(one.text) > LONGEST:
            problems[f"{one.anchor}-text"] = [_("Ce texte dépasse %(limit)s signes.") % {"limit": LONGEST}]
        if one.audience not in READ_BY:
            problems[f"{one.anchor}-audience"] = [_("Choisissez qui lit ce texte.")]
        if one.practice_id is not None and one.practice_id not in known:
            problems[f"{one.anchor}-practice"] = [_("Choisissez une pratique publiée de votre ville.")]
    if problems:
        raise Invalid(fields=problems)
    if not any(one.text for one in said):
        raise Invalid(_("Écrivez ce que votre ville a fait pour un article au moins."))


def _differs(one: Given, before: YearlyAnswer | None) -> bool:
    if before is None:
        return bool(one.text)
    return (one.text, one.audience, one.practice_id) != (before.text, before.audience, before.practice_id)


def _keep(user_id: int, question: YearlyQuestion, one: Given, before: YearlyAnswer | None) -> None:
    """Write in place of what was said of this article, under the number that it has now."""
    if before is not None:
        before.delete()
    if one.text:
        YearlyAnswer.unguarded.create(
            question=question,
            version=question.declaration.version,
            anchor=one.anchor,
            text=one.text,
            audience=one.audience,
            practice_id=one.practice_id,
            written_by_id=user_id,
            written_at=clock.now(),
        )
