from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0005_classroom_exam_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="facility",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("facility", None),
                    models.Q(("facility__gte", 0), ("facility__lte", 1)),
                    _connector="OR",
                ),
                name="question_facility_is_a_share",
            ),
        ),
    ]
