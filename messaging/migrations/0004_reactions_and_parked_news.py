import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0003_attachments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Parked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(help_text='The message that it speaks of.', max_length=255)),
                ('kind', models.CharField(choices=[('receipt', 'Receipt'), ('edit', 'Edit'), ('revocation', 'Deletion')], max_length=10)),
                ('data', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name_plural': 'parked',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target_external_id', models.CharField(max_length=255)),
                ('by', models.CharField(max_length=40)),
                ('emoji', models.CharField(blank=True, max_length=64)),
                ('reacted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['reacted_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='parked',
            name='inbox',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parked', to='messaging.inbox'),
        ),
        migrations.AddField(
            model_name='reaction',
            name='agent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reaction',
            name='contact',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.contact'),
        ),
        migrations.AddField(
            model_name='reaction',
            name='inbox',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='messaging.inbox'),
        ),
        migrations.AddField(
            model_name='reaction',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='messaging.message'),
        ),
        migrations.AddField(
            model_name='reaction',
            name='vehicle',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.message'),
        ),
        migrations.AddConstraint(
            model_name='parked',
            constraint=models.UniqueConstraint(fields=('inbox', 'external_id', 'kind', 'digest'), name='parked_once'),
        ),
        migrations.AddConstraint(
            model_name='reaction',
            constraint=models.UniqueConstraint(fields=('inbox', 'target_external_id', 'by'), name='reaction_once'),
        ),
    ]
