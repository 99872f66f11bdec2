"""One array holds every filter's values: one pass over it counts them all, and one index serves every filter."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

FILL = """
UPDATE practices_indexentry SET keys = ARRAY['']::text[]
  || ARRAY(SELECT 'domain:' || v FROM unnest(practice_domains) AS v)
  || ARRAY(SELECT 'level:' || v FROM unnest(prevention_levels) AS v)
  || ARRAY(SELECT 'theme:' || v FROM unnest(themes) AS v)
  || ARRAY(SELECT 'group:' || v FROM unnest(target_groups) AS v)
  || ARRAY(SELECT 'method:' || v FROM unnest(methods) AS v)
  || ARRAY(SELECT pair.name || ':' || pair.value FROM (VALUES
       ('status', programme_status), ('evidence', evidence_level), ('police', police_link), ('country', country),
       ('city', city_slug), ('language', language), ('origin', origin)) AS pair(name, value) WHERE pair.value <> '')
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0003_revisions_frozen")]

    operations = [
        migrations.AddField(
            model_name="indexentry",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="indexentry", name="index_terms"),
        migrations.AddIndex(
            model_name="indexentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="index_keys"),
        ),
    ]
