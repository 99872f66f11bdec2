# Whoever wanted no letter about records keeps that choice, topic by topic

from django.db import migrations

KEEP = """
INSERT INTO mailing_choice (user_id, topic, way)
SELECT person.id, choice.topic, choice.way
FROM accounts_user AS person, (VALUES
    ('adoptions', 'never'), ('answers', 'never'), ('comments', 'never'), ('mentions', 'never'),
    ('confirmations', 'digest'), ('exchanges', 'digest'), ('points', 'digest'), ('review', 'digest'),
    ('signatures', 'digest')
) AS choice (topic, way)
WHERE NOT person.letters
ON CONFLICT DO NOTHING;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_digest_rhythm"),
        ("mailing", "0003_gathering_and_choices"),
    ]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="user", name="letters"),
    ]
