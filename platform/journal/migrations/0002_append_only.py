from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
"""
BACK = """
DROP TRIGGER journal_entry_append_only ON journal_entry;
DROP FUNCTION journal_append_only();
"""


class Migration(migrations.Migration):
    dependencies = (("journal", "0001_initial"),)
    operations = (migrations.RunSQL(APPEND_ONLY, BACK),)
