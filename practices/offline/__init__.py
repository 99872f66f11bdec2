"""A draft away from the site: a spreadsheet or one form in one file, filled offline, brought back, compared, accepted.

* ``content``: what travels, as plain values; ``words``: the words of lists, and back.
* ``sheets``: writes and reads the spreadsheet. ``page``: writes the form in one file and reads what it saved.
* ``changes``: what a file would change in the draft as it is now, field by field.

Format 1: docs/offline-format.md. Files and the readers of each field do not travel.
"""
