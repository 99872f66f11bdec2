"""What leaves the site on paper: a practice as PDF or DOCX, and a council's note. All of it from ``record.view``.

* ``content.paper(practice, view) -> Paper``: everything that a document says, in plain values, with the language of
  each text. A copy for a wider audience is made from that audience's view.
* ``pdf.practice_pdf(paper)``, ``pdf.note_pdf(note)`` and ``word.practice_docx(paper)`` only set it in type.
* Texts reach the typesetter as data, never as its markup; fonts are those of ``fonts/`` and no other.
"""
