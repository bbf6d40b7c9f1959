from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0006_questions_from_elsewhere'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='counted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
