"""Once submitted, a revision's content never changes and the revision never goes: held by the database itself."""

from django.db import migrations

FORWARDS = r"""
CREATE FUNCTION practices_revision_frozen() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  -- what a decision writes
  decided text[] := ARRAY['state', 'lock_version', 'decided_at', 'decided_by_id', 'decision_note',
                          'moderation_flags', 'moderation_note'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN
      RAISE EXCEPTION 'revision % was submitted: it is kept', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.state = 'draft' THEN
    RETURN NEW;
  END IF;
  IF (to_jsonb(NEW) - decided) IS DISTINCT FROM (to_jsonb(OLD) - decided) THEN
    RAISE EXCEPTION 'revision % was submitted: its content never changes', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state = 'submitted' AND NEW.state IN ('changes_requested', 'accepted', 'declined')) THEN
    RAISE EXCEPTION 'revision % cannot go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$f$;

CREATE TRIGGER practices_revision_frozen BEFORE UPDATE OR DELETE ON practices_revision
  FOR EACH ROW EXECUTE FUNCTION practices_revision_frozen();

-- What readers are offered is an accepted revision of this very practice
CREATE FUNCTION practices_published_is_accepted() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF NEW.published_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM practices_revision WHERE id = NEW.published_id AND practice_id = NEW.id AND state = 'accepted'
  ) THEN
    RAISE EXCEPTION 'practice % may only publish an accepted revision of its own', NEW.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$f$;

CREATE TRIGGER practices_published_is_accepted BEFORE INSERT OR UPDATE OF published_id ON practices_practice
  FOR EACH ROW EXECUTE FUNCTION practices_published_is_accepted();
"""

BACKWARDS = """
DROP TRIGGER practices_published_is_accepted ON practices_practice;
DROP FUNCTION practices_published_is_accepted();
DROP TRIGGER practices_revision_frozen ON practices_revision;
DROP FUNCTION practices_revision_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_search")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
