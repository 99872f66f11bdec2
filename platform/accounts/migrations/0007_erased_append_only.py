"""Plain SQL: who was erased is never forgotten, or an old backup would bring them back."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION accounts_erased_append_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the list of erased people is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER accounts_erased_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_erased
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_erased_append_only();
"""
BACK = """
DROP TRIGGER accounts_erased_append_only ON accounts_erased;
DROP FUNCTION accounts_erased_append_only();
"""


class Migration(migrations.Migration):
    dependencies = (("accounts", "0006_erasures"),)
    operations = (migrations.RunSQL(APPEND_ONLY, BACK),)
