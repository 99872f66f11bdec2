"""Of an answer, only the new words are kept: as Gmail, Outlook, Apple Mail and Thunderbird send them."""

import pytest

from mailing.receiving import quoting

NEW = "Bonjour,\n\nLe 3 mars, nous avons ouvert deux lieux.\nNous restons à votre disposition."
ARABIC = "شكرًا على سؤالكم.\nافتتحنا مكانين سنة 2024، ونحن في خدمتكم."
LETTER = "Dakar a commenté la fiche « Des jeunes en confiance ».\n\nQui finance ?"


def quoted(text):
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


ENDINGS = {
    "gmail fr": "\n\nLe lun. 23 nov. 2026 à 10:05, Échanges d’expériences <plateforme@localhost>\na écrit\u202f:\n\n",
    "gmail fr, one line": "\n\nLe lun. 23 nov. 2026 à 10:05, Dakar <plateforme@localhost> a écrit\u00a0:\n\n",
    "gmail en": "\n\nOn Mon, Nov 23, 2026 at 10:05 AM Échanges d’expériences <plateforme@localhost>\nwrote:\n\n",
    "gmail ar": "\n\nفي الاثنين، ٢٣ نوفمبر ٢٠٢٦ في ١٠:٠٥ ص تمت كتابة ما يلي بواسطة\n"
    "\u202aÉchanges d’expériences\u202c\u200f <\u202aplateforme@localhost\u202c\u200f>:\n\n",
    "apple fr": "\n\nEnvoyé de mon iPhone\n\n> Le 23 nov. 2026 à 10:05, Dakar <plateforme@localhost> a écrit :\n> \n",
    "apple en": "\n\nSent from my iPhone\n\n> On 23 Nov 2026, at 10:05, Dakar <plateforme@localhost> wrote:\n> \n",
    "apple ar": "\n\nأُرسلت من الـ iPhone\n\nفي ٢٣ نوفمبر ٢٠٢٦، الساعة ١٠:٠٥، كتب Dakar <plateforme@localhost>:\n\n",
    "thunderbird fr": "\n\nLe 23/11/2026 à 10:05, Dakar a écrit :\n",
    "dutch, by our address": "\n\nOp ma 23 nov 2026 om 10:05 schreef Dakar <plateforme@localhost>:\n",
}
BLOCKS = {
    "outlook fr": "\n\n________________________________\nDe : Échanges <plateforme@localhost>"
    "\nEnvoyé : lundi 23 novembre 2026 10:05\nÀ : Élise <editrice@liege.example>"
    "\nObjet : Un nouveau commentaire sur une fiche\n\n",
    "outlook fr, no rule": "\n\nDe\u00a0: Échanges <plateforme@localhost>\nEnvoyé\u00a0: lundi"
    "\nÀ\u00a0: Élise\nObjet\u00a0: Un commentaire\n\n",
    "outlook en": "\n\nFrom: Échanges <plateforme@localhost>\nSent: Monday, November 23, 2026 10:05"
    "\nTo: Élise\nSubject: A comment\n\n",
    "outlook ar": "\n\nمن: Échanges <plateforme@localhost>\nتم الإرسال: الاثنين، 23 نوفمبر 2026"
    "\nإلى: لطفي\nالموضوع: تعليق جديد\n\n",
    "outlook fr, mobile": "\n\nTélécharger Outlook pour Android\n________________________________"
    "\nFrom: a <plateforme@localhost>\nSent: x\n\n",
    "original message": "\n\n-----Message d'origine-----\nDe : x\n\n",
    "original message ar": "\n\n----- الرسالة الأصلية -----\nمن: x\n\n",
}


@pytest.mark.parametrize("words", [NEW, ARABIC])
@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_what_is_quoted_with_marks_is_left_out(words, ending):
    assert quoting.new_text(words + ending + quoted(LETTER), "") == words


@pytest.mark.parametrize("words", [NEW, ARABIC])
@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_what_is_repeated_without_marks_is_left_out(words, block):
    assert quoting.new_text(words + block + LETTER, "") == words


def test_a_signature_is_left_out():
    assert quoting.new_text(NEW + "\n-- \nÉlise Rédac\nVille de Liège", "") == NEW


def test_words_written_between_the_quoted_ones_or_under_them_are_kept():
    header = "Le 23 nov. 2026 à 10:05, Dakar <plateforme@localhost> a écrit :\n"
    assert quoting.new_text(f"{header}> Qui finance ?\nLa ville.\n> Depuis quand ?\n2024.", "") == "La ville.\n2024."


def test_ordinary_sentences_are_not_taken_for_a_header():
    words = "Le bourgmestre a écrit :\nnous continuons.\n\nDe notre côté : rien de neuf.\nFrom my point of view: fine."
    assert quoting.new_text(words, "") == words


HTML = {
    "gmail": '<div dir="ltr">{new}</div><br><div class="gmail_quote gmail_quote_container">'
    '<div dir="ltr" class="gmail_attr">'
    "Le lun. 23 nov. 2026 à 10:05, Dakar &lt;plateforme@localhost&gt; a écrit :<br></div>"
    '<blockquote class="gmail_quote">{old}</blockquote></div>',
    "gmail, rtl": '<div dir="rtl">{new}</div><div class="gmail_quote">'
    '<div dir="rtl" class="gmail_attr">في ٢٣</div>{old}</div>',
    "outlook": '<html><head><style>p {{margin:0}}</style></head><body><div>{new}</div><div id="appendonsend"></div><hr>'
    '<div id="divRplyFwdMsg" dir="ltr"><b>De :</b> x<br><b>Envoyé :</b> y<br></div><div>{old}</div></body></html>',
    "outlook for windows": "<div class=WordSection1>{new}<div><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
    "<p class=MsoNormal><b>De :</b> Dakar &lt;plateforme@localhost&gt; <br><b>Envoyé :</b> lundi<br><b>À :</b> x"
    "<br><b>Objet :</b> y<o:p></o:p></p></div></div>{old}</div>",
    "apple": "<html><body>{new}<br>"
    '<blockquote type="cite">Le 23 nov. 2026 à 10:05, x a écrit :<br>{old}</blockquote></body></html>',
    "thunderbird": '<p>{new}</p><div class="moz-cite-prefix">Le 23/11/2026 à 10:05, x a écrit :<br></div>'
    '<blockquote type="cite" cite="mid:x">{old}</blockquote>',
    "with a script": "<script>alert(1)</script><!-- hidden -->{new}<blockquote>{old}</blockquote>",
}


@pytest.mark.parametrize("page", HTML.values(), ids=HTML)
@pytest.mark.parametrize("words", ["Bonjour &amp; merci, à bientôt.", "شكرًا &amp; تحياتي"])
def test_html_alone_is_read_too(page, words):
    made = page.format(new=f"<p>{words}</p>", old="<p>Qui finance ?</p>")
    assert quoting.new_text("", made) == words.replace("&amp;", "&")


def test_what_html_shows_as_lines_stays_lines():
    assert quoting.new_text("", "<div>Un</div><div>Deux<br>Trois</div>") == "Un\n\nDeux\nTrois"


def test_folded_lines_are_joined():
    assert (
        quoting.unfolded("Une longue \nphrase.\n> citée \n> ici\n-- \nNom")
        == "Une longue phrase.\n> citée \n> ici\n-- \nNom"
    )


def test_what_no_mail_program_writes_is_not_followed_to_its_end():
    page = f"<p>Bonjour</p><blockquote>{'<b>' * 20_000}{'</i>' * 20_000}</blockquote><p>caché</p>"
    assert quoting.new_text("", page) == "Bonjour"
