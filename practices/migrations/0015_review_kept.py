"""What is said in a review is kept as it was written: internal notes, answers to points, what an expert wrote."""

from django.db import migrations

TABLES = (
    "practices_internalnote",
    "practices_pointreply",
    "practices_secondreading",
    "practices_expertcomment",
    "practices_decline",
)

FUNCTION = """
CREATE FUNCTION practices_review_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION '% is kept as it was written: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END
$f$;
"""


def trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER review_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION practices_review_kept();"
    )


class Migration(migrations.Migration):
    dependencies = [("practices", "0014_review")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION practices_review_kept();"),
        *(migrations.RunSQL(trigger(table), f"DROP TRIGGER review_kept ON {table};") for table in TABLES),
    ]
