"""What is said of an article is said of the words of one version: the same number may be another article in the next."""

from django.db import migrations, models

OF_THE_VERSION_IN_FORCE = """
UPDATE commitments_articlelink AS link SET version = declaration.version
FROM declarations_declaration AS declaration WHERE declaration.id = link.declaration_id;
UPDATE commitments_yearlyanswer AS answer SET version = declaration.version
FROM commitments_yearlyquestion AS question JOIN declarations_declaration AS declaration
ON declaration.id = question.declaration_id WHERE question.id = answer.question_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0001_links_and_questions"),
        ("declarations", "0008_preparation_guards"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="articlelink", name="one_link_per_article"),
        migrations.RemoveConstraint(model_name="yearlyanswer", name="one_answer_per_article"),
        migrations.AddField(
            model_name="articlelink",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="yearlyanswer",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
            preserve_default=False,
        ),
        migrations.RunSQL(OF_THE_VERSION_IN_FORCE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="articlelink",
            constraint=models.UniqueConstraint(
                fields=("declaration", "version", "anchor", "practice"), name="one_link_per_article"
            ),
        ),
        migrations.AddConstraint(
            model_name="yearlyanswer",
            constraint=models.UniqueConstraint(fields=("question", "version", "anchor"), name="one_answer_per_article"),
        ),
    ]
