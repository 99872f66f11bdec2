from django.db import migrations

# The list is filtered by cost band: what is indexed already learns its key, and the counts follow by their trigger
FORWARDS = """
UPDATE practices_indexentry SET keys = keys || ('cost:' || cost_band)
  WHERE cost_band <> '' AND NOT keys @> ARRAY['cost:' || cost_band];
"""
BACKWARDS = """
UPDATE practices_indexentry SET keys = array_remove(keys, 'cost:' || cost_band) WHERE cost_band <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0023_appeals_of_requests"),
    ]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
