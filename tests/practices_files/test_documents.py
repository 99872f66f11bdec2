"""A practice on paper: it says what the page says to the same reader, where it comes from, and for whom the copy is."""

import io
import re
import zipfile

import docx
import pikepdf
import pytest
import samples
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from reading_pdf import pages_of, text_of

from accounts.models import User
from cities.viewer import ANY_MEMBER
from common.errors import NotPossible
from practices import record
from practices.documents import content, fonts, note, pdf
from practices.models import Origin, Practice


def got(client, practice, what="pdf", language="fr", **query):
    return client.get(f"/{language}/pratiques/{practice.slug}/{what}/", query)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def words_of(data):
    """The words of a DOCX: paragraphs, tables and foot, as anybody could unpack them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_pdf_is_light_and_can_be_read_back(published_practice, language):
    practice = published_practice()
    answer = got(Client(), practice, language=language)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{practice.slug}.pdf"'
    assert len(answer.content) < 150_000
    text = squeezed(text_of(answer.content))
    assert squeezed(samples.COMPLETE["B"]["summary"]) in text
    assert f"http://testserver/{language}/pratiques/{practice.slug}/versions/1/" in text
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert str(document.Root.Lang) == language
        assert str(document.docinfo["/Title"]) == samples.COMPLETE["A"]["title"]


def test_a_long_record_stays_light(published_practice):
    long = "Un texte assez long pour plusieurs pages, avec des accents : éàçœ. "
    practice = published_practice(
        context=long * 20, description=long * 80, effect=long * 15, mechanism=long * 15, governance=long * 20
    )
    answer = got(Client(), practice)
    assert pages_of(answer.content) > 3
    assert len(answer.content) < 150_000


def test_the_copy_says_whose_it_is_and_holds_what_they_read(published_practice, client_of, tunis_reader, liege_editor):
    practice = published_practice()
    User.objects.update(time_zone=settings.TIME_ZONE)  # a copy says the day of its reader: here the one of strangers
    hidden = squeezed(samples.COMPLETE["F"]["obstacles"])
    public = squeezed(text_of(got(Client(), practice).content))
    members = squeezed(text_of(got(client_of(tunis_reader), practice).content))
    asked = squeezed(text_of(got(client_of(tunis_reader), practice, copie="publique").content))
    own = squeezed(text_of(got(client_of(liege_editor), practice).content))
    assert "Copiepublique" in public
    assert hidden not in public
    assert "Copiepourlesvillesmembres" in members
    assert hidden in members
    assert asked == public
    # A document leaves the site: names of people stay in it
    assert "CamilleContact" not in own + members
    assert "camille@ville.example" not in own + members


def test_a_paper_says_that_the_city_confirmed_only_when_it_did_since_it_published(published_practice):
    practice = published_practice()
    assert "confirméeparlavillele" not in squeezed(words_of(got(Client(), practice, "docx").content))
    Practice.unguarded.update(published_at="2024-03-10T12:00Z", last_confirmed_on="2025-03-09")
    assert "confirméeparlavillele9mars2025" in squeezed(words_of(got(Client(), practice, "docx").content))


def test_a_record_from_public_sources_says_so(published_practice):
    practice = published_practice()
    Practice.unguarded.filter(pk=practice.pk).update(
        origin=Origin.PUBLIC_SOURCES, verified_note="Sources consultées en mai."
    )
    for what in ("pdf", "note/pdf"):
        text = squeezed(text_of(got(Client(), practice, what).content))
        assert "Noticeétablied’aprèsdessourcespubliques,nonconfirméeparlaville." in text
        assert "Sourcesconsultéesenmai." in text
    assert "Notice établie d’après des sources publiques" in words_of(got(Client(), practice, "docx").content)


def test_what_people_write_is_never_markup(published_practice):
    hostile = '#panic("x") $x$ *gras* _a_ `b` <étiquette> @ref \\u{41} #import "/etc/passwd" ]] [['
    practice = published_practice(summary=hostile, context=hostile, description=f"Un **mot** gras. {hostile}")
    text = squeezed(text_of(got(Client(), practice).content))
    assert text.count(squeezed('#panic("x")')) >= 3
    assert squeezed('#import "/etc/passwd"') in text
    assert squeezed("*gras*") in text
    shown = words_of(got(Client(), practice, "docx").content)
    assert "#import" in shown
    assert "<étiquette>" not in shown


def test_the_docx_opens_and_can_be_reused(published_practice):
    practice = published_practice(description="Une **étape**.\n\n- un\n- deux")
    answer = got(Client(), practice, "docx")
    assert answer["Content-Disposition"].startswith("attachment")
    made = docx.Document(io.BytesIO(answer.content))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert samples.COMPLETE["A"]["title"] in texts
    assert {"un", "deux"} <= {one.text for one in made.paragraphs if one.style.name == "List Bullet"}
    assert any(run.bold and run.text == "étape" for one in made.paragraphs for run in one.runs)
    assert made.core_properties.author == "Liège, Belgique"
    assert "python-docx" not in words_of(answer.content)


def test_the_docx_runs_from_right_to_left_in_arabic(published_practice):
    made = docx.Document(io.BytesIO(got(Client(), published_practice(), "docx", "ar").content))
    turned = [one for one in made.paragraphs if one._p.xpath("./w:pPr/w:bidi")]
    assert len(turned) > 5


def test_the_note_holds_the_chosen_parts_on_one_light_page(published_practice):
    long = "Une phrase qui se termine bien. " * 40
    practice = published_practice(
        context=long, description=long * 4, safeguards=long, transferability=long[:1100], implementation=long
    )
    page = got(Client(), practice, "note").content.decode()
    assert 'value="besoin" checked' in page
    assert 'value="echecs"' not in page  # for member cities
    for parts in (["besoin"], [name for name, _words, _keys in note.PARTS], []):
        answer = got(Client(), practice, "note/pdf", parties=parts)
        assert pages_of(answer.content) == 1
        assert len(answer.content) < 100_000
        text = squeezed(text_of(answer.content))
        assert squeezed(samples.COMPLETE["B"]["summary"]) in text
        assert ("Lebesoin" in text) == ("besoin" in parts)


def test_an_unknown_part_is_left_out(published_practice):
    answer = got(Client(), published_practice(), "note/pdf", parties=["inconnu", "echecs"])
    assert pages_of(answer.content) == 1
    assert squeezed(samples.COMPLETE["F"]["obstacles"]) not in squeezed(text_of(answer.content))


def test_a_sign_without_a_drawing_is_refused_in_a_sentence_and_logged(published_practice, caplog):
    practice = published_practice(summary="Un signe rare : 漢.")
    answer = got(Client(), practice)
    assert answer.status_code == 409
    assert "nos caractères n’ont pas le signe «\u00a0漢\u00a0»" in answer.content.decode()
    assert "U+6F22" in caplog.text
    assert got(Client(), practice, "docx").status_code == 200


def test_our_fonts_have_the_signs_of_our_three_languages():
    signs = "aàâæçéèêëîïôœùûüÿ ÀÉÈÊŒ «»’…–—€$%°²½ ʿ ḥ ṣ\u00a0\u202f" + "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة،؛؟ًٌٍَُِّْٰـ"
    assert fonts.missing([signs]) == []
    assert fonts.missing(["漢"]) == ["漢"]
    assert (fonts.FOLDER / "OFL.txt").read_text().count("SIL OPEN FONT LICENSE") == 1


def test_the_same_words_are_set_once(published_practice, monkeypatch):
    practice = published_practice()
    first = got(Client(), practice).content
    monkeypatch.setattr(pdf.typst, "compile", lambda *_args, **_options: pytest.fail("set twice"))
    assert got(Client(), practice).content == first
    cache.clear()


def test_a_draft_has_no_document(draft_practice, client_of, liege_editor):
    draft = draft_practice()
    for what in ("pdf", "docx", "note", "note/pdf"):
        assert got(client_of(liege_editor), draft.practice, what).status_code == 404


def test_a_text_too_long_for_any_page_is_said(published_practice, monkeypatch):
    practice = published_practice()
    monkeypatch.setattr(pdf, "shortened", lambda paper, _longest: paper)
    practice.published.practice = practice
    with translation.override("fr"):
        paper = content.paper(practice, record.view(practice.published, ANY_MEMBER), ANY_MEMBER)
        from dataclasses import replace

        from practices.documents.rich import plain

        endless = replace(paper, summary=tuple(plain("Sans fin. " * 2000)))
        with pytest.raises(NotPossible):
            pdf.note_pdf(note.note(endless, []))
