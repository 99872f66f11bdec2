"""The functions of the search: plain SQL, the same on a database made with C, with C.UTF-8 or with any other locale.

French is indexed twice in one vector: stemmed then folded (keeps stop words and endings), and folded then stemmed (finds
words typed without accents). English and Arabic: folded, then stemmed. ``common/text.py`` is the Python twin of the first two.
"""

from django.db import migrations

FORWARDS = r"""
-- Typographic variants made alike. In a C locale every sign above ASCII counts as a letter: what is not one becomes a space
CREATE FUNCTION practices_alike(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $f$
  SELECT replace(replace(replace(replace(
    regexp_replace(
      regexp_replace(
        translate(t, U&'\2019\2018\02BC\2010\2011', '''''''--'),
        U&'[\00A0\202F\00AB\00BB\060C\061B\061F]', ' ', 'g'),
      U&'[\2000-\200B\2012-\2017\201A-\202E\2030-\206F\20A0-\20BF\3000-\3003]', ' ', 'g'),
    'œ', 'oe'), 'Œ', 'OE'), 'æ', 'ae'), 'Æ', 'AE')
$f$;

-- Marks taken off: accents, Arabic vowels and tatweel
CREATE FUNCTION practices_bare(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $f$
  SELECT normalize(regexp_replace(normalize(t, NFD), U&'[\0300-\036F\064B-\065F\0670\0640]', '', 'g'), NFC)
$f$;

-- Lower case that also knows É in a C locale: decomposed, then ASCII only
CREATE FUNCTION practices_low(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $f$
  SELECT normalize(lower(normalize(practices_alike(t), NFD) COLLATE "C"), NFC)
$f$;

CREATE FUNCTION practices_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $f$
  SELECT lower(practices_bare(practices_alike(t)) COLLATE "C")
$f$;

CREATE FUNCTION practices_vector(lang text, t text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $f$
  SELECT CASE lang
    WHEN 'en' THEN to_tsvector('pg_catalog.english'::regconfig, practices_fold(t))
    WHEN 'ar' THEN to_tsvector('pg_catalog.arabic'::regconfig, practices_fold(t))
    ELSE practices_bare(to_tsvector('pg_catalog.french'::regconfig, practices_low(t))::text)::tsvector
      || to_tsvector('pg_catalog.french'::regconfig, practices_fold(t))
  END
$f$;

-- What a reader typed: the OR of the two French forms, and of the forms of the two other languages
CREATE FUNCTION practices_query(q text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $f$
  SELECT practices_bare(websearch_to_tsquery('pg_catalog.french'::regconfig, practices_low(q))::text)::tsquery
    || websearch_to_tsquery('pg_catalog.french'::regconfig, practices_fold(q))
    || websearch_to_tsquery('pg_catalog.english'::regconfig, practices_fold(q))
    || websearch_to_tsquery('pg_catalog.arabic'::regconfig, practices_fold(q))
$f$;
"""

BACKWARDS = """
DROP FUNCTION practices_query(text);
DROP FUNCTION practices_vector(text, text);
DROP FUNCTION practices_fold(text);
DROP FUNCTION practices_low(text);
DROP FUNCTION practices_bare(text);
DROP FUNCTION practices_alike(text);
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
