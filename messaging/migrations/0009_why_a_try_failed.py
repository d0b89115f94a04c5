from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0008_simulated_everything'),
    ]

    operations = [
        migrations.AddField(
            model_name='statuschange',
            name='error',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
