"""Plain SQL: the ledger also takes events of format 2, signatures with a reservation, and no key but those written."""

from django.db import migrations

APPEND = """
CREATE OR REPLACE FUNCTION declarations_event_append() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last_sequence integer := 0;
    last_hash text := repeat('0', 64);
    last_at timestamptz;
    said jsonb;
    names text[];
    known text[] := ARRAY['by', 'city', 'city_name', 'commitment', 'country', 'declaration', 'format', 'kind', 'language',
        'mode', 'previous', 'refers_to', 'sequence', 'signed_on', 'source', 'text', 'time', 'version'];
    known_2 text[] := ARRAY['by', 'city', 'city_name', 'commitment', 'country', 'declaration', 'format', 'interpretation',
        'kind', 'language', 'mode', 'previous', 'refers_to', 'reservation', 'reservation_on', 'sequence', 'signed_on',
        'source', 'text', 'time', 'version'];
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
    names := ARRAY(SELECT jsonb_object_keys(said) COLLATE "C" ORDER BY 1);
    IF NOT (said->'format' = '1'::jsonb AND names = known
            OR said->'format' = '2'::jsonb AND NEW.kind = 'signed' AND names = known_2) THEN
        RAISE EXCEPTION 'ledger: event % is not written in format 1 or 2', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF said->'sequence' IS DISTINCT FROM to_jsonb(NEW.sequence)
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
"""

APPEND_BACK = """
CREATE OR REPLACE FUNCTION declarations_event_append() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0002_guards")]

    operations = [migrations.RunSQL(APPEND, APPEND_BACK)]
