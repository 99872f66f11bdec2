"""Files that cities attach: recognised by their content, made harmless, kept under random names.

* ``receiving.receive(path) -> Received`` reads what somebody sent in a process of its own, with limits on memory and
  time, and returns what may be kept: never the bytes that were sent, always bytes written again without what acts or
  names people. ``RefusedFile`` carries a code, that ``sentences.sentence_of`` turns into words.
* ``store.keep``, ``store.open_kept`` and ``store.sweep`` are the only hands on the folder.
* ``clean``, ``images``, ``odt``, ``office``, ``packages``, ``pdf`` and ``strip`` import nothing of Django: they run in
  that process.
"""
