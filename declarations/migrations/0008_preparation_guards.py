"""Plain SQL: an act freezes a text and nothing else does; acts never change, nor what a city proposed or why it objects."""

from django.db import migrations

ACTS = """
CREATE FUNCTION declarations_act_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'declarations: an act of adoption never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION declarations_text_by_act() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM declarations_adoptionact WHERE declaration_id = NEW.declaration_id
            AND version = NEW.version AND (NEW.status <> 'authentic' OR text_sha256 = NEW.sha256)) THEN
        RAISE EXCEPTION 'declarations: only an act of adoption freezes a text' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER declarations_act_keep BEFORE UPDATE OR DELETE ON declarations_adoptionact
    FOR EACH ROW EXECUTE FUNCTION declarations_act_refuse();
CREATE TRIGGER declarations_act_keep_all BEFORE TRUNCATE ON declarations_adoptionact
    FOR EACH STATEMENT EXECUTE FUNCTION declarations_act_refuse();
CREATE TRIGGER declarations_text_frozen_by_act BEFORE INSERT OR UPDATE ON declarations_text
    FOR EACH ROW WHEN (NEW.adopted_at IS NOT NULL) EXECUTE FUNCTION declarations_text_by_act();
ALTER TABLE declarations_adoptionact ENABLE ALWAYS TRIGGER declarations_act_keep;
ALTER TABLE declarations_adoptionact ENABLE ALWAYS TRIGGER declarations_act_keep_all;
"""

ACTS_BACK = """
DROP TRIGGER declarations_text_frozen_by_act ON declarations_text;
DROP TRIGGER declarations_act_keep ON declarations_adoptionact;
DROP TRIGGER declarations_act_keep_all ON declarations_adoptionact;
DROP FUNCTION declarations_text_by_act();
DROP FUNCTION declarations_act_refuse();
"""

WORDS = """
CREATE FUNCTION declarations_amendment_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'declarations: an amendment is withdrawn or decided, never rewritten' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION declarations_objection_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
            OR (OLD.procedure_id, OLD.city_id, OLD.reason, OLD.made_at) IS DISTINCT FROM (NEW.procedure_id, NEW.city_id, NEW.reason, NEW.made_at) THEN
        RAISE EXCEPTION 'declarations: an objection is withdrawn, never rewritten' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION declarations_objection_in_time() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM declarations_procedure JOIN declarations_procedure_members AS member
            ON member.procedure_id = declarations_procedure.id
            WHERE declarations_procedure.id = NEW.procedure_id AND outcome = 'running' AND member.city_id = NEW.city_id) THEN
        RAISE EXCEPTION 'declarations: only a city of the body objects, while the procedure runs' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER declarations_amendment_keep BEFORE UPDATE ON declarations_amendment
    FOR EACH ROW WHEN (OLD.state <> 'proposed' OR OLD.fingerprint <> NEW.fingerprint OR OLD.city_id <> NEW.city_id
        OR OLD.declaration_id <> NEW.declaration_id OR OLD.version <> NEW.version OR OLD.kind <> NEW.kind
        OR OLD.article <> NEW.article OR OLD.base_heading <> NEW.base_heading OR OLD.base_text <> NEW.base_text
        OR OLD.heading <> NEW.heading OR OLD.text <> NEW.text OR OLD.reasons <> NEW.reasons)
    EXECUTE FUNCTION declarations_amendment_keep();
CREATE TRIGGER declarations_amendment_stay BEFORE DELETE ON declarations_amendment
    FOR EACH ROW EXECUTE FUNCTION declarations_amendment_keep();
CREATE TRIGGER declarations_objection_keep BEFORE UPDATE OR DELETE ON declarations_objection
    FOR EACH ROW EXECUTE FUNCTION declarations_objection_keep();
CREATE TRIGGER declarations_objection_in_time BEFORE INSERT ON declarations_objection
    FOR EACH ROW EXECUTE FUNCTION declarations_objection_in_time();
"""

WORDS_BACK = """
DROP TRIGGER declarations_amendment_keep ON declarations_amendment;
DROP TRIGGER declarations_amendment_stay ON declarations_amendment;
DROP TRIGGER declarations_objection_keep ON declarations_objection;
DROP TRIGGER declarations_objection_in_time ON declarations_objection;
DROP FUNCTION declarations_amendment_keep();
DROP FUNCTION declarations_objection_keep();
DROP FUNCTION declarations_objection_in_time();
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0007_preparation")]

    operations = [
        migrations.RunSQL(ACTS, ACTS_BACK),
        migrations.RunSQL(WORDS, WORDS_BACK),
    ]
