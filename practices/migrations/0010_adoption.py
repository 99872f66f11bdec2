"""Cities take up each other's practices: what each declares, the steps it went through, and the answers."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

GUARDS = r"""
CREATE FUNCTION practices_adoption_step_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'what a city declared of an adoption is kept' USING ERRCODE = 'integrity_constraint_violation';
END
$f$;

CREATE TRIGGER practices_adoption_step_kept BEFORE UPDATE OR DELETE ON practices_adoptionstep
  FOR EACH ROW EXECUTE FUNCTION practices_adoption_step_kept();

CREATE FUNCTION practices_adoption_of_another() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF EXISTS (SELECT 1 FROM practices_practice WHERE id = NEW.practice_id AND city_id = NEW.city_id) THEN
    RAISE EXCEPTION 'a city takes up the practice of another' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$f$;

CREATE TRIGGER practices_adoption_of_another BEFORE INSERT OR UPDATE OF practice_id, city_id ON practices_adoption
  FOR EACH ROW EXECUTE FUNCTION practices_adoption_of_another();
"""

NO_GUARDS = """
DROP TRIGGER practices_adoption_of_another ON practices_adoption;
DROP FUNCTION practices_adoption_of_another();
DROP TRIGGER practices_adoption_step_kept ON practices_adoptionstep;
DROP FUNCTION practices_adoption_step_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0001_initial"),
        ("practices", "0009_freshness"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Adoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("considering", "Envisagée"),
                            ("piloting", "À l’essai"),
                            ("running", "En place"),
                            ("stopped", "Arrêtée"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.CharField(blank=True, max_length=10)),
                ("changed", models.TextField(blank=True)),
                ("why", models.TextField(blank=True)),
                ("result", models.TextField(blank=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Tout le monde"),
                            ("members", "Villes membres"),
                            ("named", "Villes nommées"),
                            ("own", "Votre ville et le secrétariat"),
                        ],
                        default="members",
                        max_length=10,
                    ),
                ),
                ("lock_version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("saved_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("cancelled_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "reprise",
                "verbose_name_plural": "reprises",
                "ordering": ("created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="AdoptionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("thanks", "Remercier"), ("correction", "Corriger")], max_length=12),
                ),
                ("body", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("handled_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "réponse à une reprise",
                "verbose_name_plural": "réponses à des reprises",
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="AdoptionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("considering", "Envisagée"),
                            ("piloting", "À l’essai"),
                            ("running", "En place"),
                            ("stopped", "Arrêtée"),
                        ],
                        max_length=12,
                    ),
                ),
                ("since", models.CharField(blank=True, max_length=10)),
                ("declared_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ("adoption_id", "declared_at", "id"),
            },
        ),
        migrations.AddField(
            model_name="indexentry",
            name="adopters",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="indexentry",
            name="adoptions",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="indexentry",
            index=models.Index(fields=["scope", "-adoptions", "-fresh_at", "-id"], name="index_adoptions"),
        ),
        migrations.AddField(
            model_name="adoption",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="adoption",
            name="city",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
        ),
        migrations.AddField(
            model_name="adoption",
            name="grown_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="practices.practice",
            ),
        ),
        migrations.AddField(
            model_name="adoption",
            name="practice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
            ),
        ),
        migrations.AddField(
            model_name="adoptionanswer",
            name="adoption",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="practices.adoption"
            ),
        ),
        migrations.AddField(
            model_name="adoptionanswer",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="adoptionanswer",
            name="city",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
        ),
        migrations.AddField(
            model_name="adoptionanswer",
            name="handled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="adoptionstep",
            name="adoption",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="practices.adoption"
            ),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("practice", "city"),
                name="one_open_adoption",
            ),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["considering", "piloting", "running", "stopped"])),
                name="adoption_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ("public", "members"))), name="adoption_audience_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__regex", "^(\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?)?$")),
                name="adoption_partial_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grown_into__isnull", True),
                    models.Q(("grown_into", models.F("practice")), _negated=True),
                    _connector="OR",
                ),
                name="adoption_grows_elsewhere",
            ),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
