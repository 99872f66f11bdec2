from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mailing", "0003_gathering_and_choices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="choice",
            name="never_only_where_harmless",
        ),
        migrations.AddConstraint(
            model_name="choice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "never"), _negated=True),
                    ("topic__in", ["adoptions", "announcements", "answers", "comments", "mentions"]),
                    _connector="OR",
                ),
                name="never_only_where_harmless",
            ),
        ),
    ]
