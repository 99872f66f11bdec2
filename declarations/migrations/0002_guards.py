"""Plain SQL: what may never change in the ledger and in an adopted text, whoever asks."""

from django.db import migrations

EVENTS = """
CREATE FUNCTION declarations_event_append() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last_sequence integer := 0;
    last_hash text := repeat('0', 64);
    last_at timestamptz;
    said jsonb;
BEGIN
    SELECT sequence, hash, at INTO last_sequence, last_hash, last_at
        FROM declarations_event WHERE declaration_id = NEW.declaration_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last_sequence, 0) + 1 THEN
        RAISE EXCEPTION 'ledger: event % is out of sequence', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.previous_hash <> coalesce(last_hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'ledger: event % does not follow the last one', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.hash <> encode(sha256(convert_to(NEW.canonical, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'ledger: event % has a wrong hash', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.at < coalesce(last_at, NEW.at)
            OR NEW.at NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '1 second' THEN
        RAISE EXCEPTION 'ledger: event % does not bear the present time', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    said := NEW.canonical::jsonb;
    IF said->'format' IS DISTINCT FROM '1'::jsonb
            OR said->'sequence' IS DISTINCT FROM to_jsonb(NEW.sequence)
            OR said->'refers_to' IS DISTINCT FROM coalesce(to_jsonb(NEW.refers_to), 'null')
            OR said->>'kind' IS DISTINCT FROM NEW.kind
            OR said->>'previous' IS DISTINCT FROM NEW.previous_hash
            OR said->>'text' IS DISTINCT FROM NEW.text_hash
            OR said->>'commitment' IS DISTINCT FROM NEW.commitment
            OR said->>'time' IS DISTINCT FROM to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            OR said->>'city' IS DISTINCT FROM (SELECT slug FROM cities_city WHERE id = NEW.city_id)
            OR said->>'declaration' IS DISTINCT FROM (SELECT slug FROM declarations_declaration WHERE id = NEW.declaration_id) THEN
        RAISE EXCEPTION 'ledger: event % says two different things', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.text_hash IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM declarations_text WHERE declaration_id = NEW.declaration_id AND sha256 = NEW.text_hash
            AND status = 'authentic' AND adopted_at IS NOT NULL AND version = (said->>'version')::integer) THEN
        RAISE EXCEPTION 'ledger: event % names a text that was not adopted', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION declarations_event_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ledger: nothing may be changed or removed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER declarations_event_append BEFORE INSERT ON declarations_event
    FOR EACH ROW EXECUTE FUNCTION declarations_event_append();
CREATE TRIGGER declarations_event_keep BEFORE UPDATE OR DELETE ON declarations_event
    FOR EACH ROW EXECUTE FUNCTION declarations_event_refuse();
CREATE TRIGGER declarations_event_keep_all BEFORE TRUNCATE ON declarations_event
    FOR EACH STATEMENT EXECUTE FUNCTION declarations_event_refuse();
ALTER TABLE declarations_event ENABLE ALWAYS TRIGGER declarations_event_append;
ALTER TABLE declarations_event ENABLE ALWAYS TRIGGER declarations_event_keep;
ALTER TABLE declarations_event ENABLE ALWAYS TRIGGER declarations_event_keep_all;
"""

EVENTS_BACK = """
DROP TRIGGER declarations_event_append ON declarations_event;
DROP TRIGGER declarations_event_keep ON declarations_event;
DROP TRIGGER declarations_event_keep_all ON declarations_event;
DROP FUNCTION declarations_event_append();
DROP FUNCTION declarations_event_refuse();
"""

TEXTS = """
CREATE FUNCTION declarations_text_freeze() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.adopted_at IS NOT NULL THEN
        RAISE EXCEPTION 'declarations: an adopted text never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.sha256 <> encode(sha256(convert_to(NEW.canonical, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'declarations: this is not the hash of the text' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION declarations_text_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'declarations: adopted texts may not be removed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION declarations_slug_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'declarations: the ledger names this declaration, its slug never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER declarations_text_freeze BEFORE INSERT OR UPDATE OR DELETE ON declarations_text
    FOR EACH ROW EXECUTE FUNCTION declarations_text_freeze();
CREATE TRIGGER declarations_text_keep_all BEFORE TRUNCATE ON declarations_text
    FOR EACH STATEMENT EXECUTE FUNCTION declarations_text_refuse();
CREATE TRIGGER declarations_slug_keep BEFORE UPDATE ON declarations_declaration
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION declarations_slug_refuse();
ALTER TABLE declarations_text ENABLE ALWAYS TRIGGER declarations_text_freeze;
ALTER TABLE declarations_text ENABLE ALWAYS TRIGGER declarations_text_keep_all;
"""

TEXTS_BACK = """
DROP TRIGGER declarations_text_freeze ON declarations_text;
DROP TRIGGER declarations_text_keep_all ON declarations_text;
DROP TRIGGER declarations_slug_keep ON declarations_declaration;
DROP FUNCTION declarations_text_freeze();
DROP FUNCTION declarations_text_refuse();
DROP FUNCTION declarations_slug_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_initial")]

    operations = [
        migrations.RunSQL(EVENTS, EVENTS_BACK),
        migrations.RunSQL(TEXTS, TEXTS_BACK),
    ]
