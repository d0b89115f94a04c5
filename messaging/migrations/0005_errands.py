import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_reactions_and_parked_news'),
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('fetch_media', 'Fetch a file'), ('mark_read', 'Tell the customer that we read'), ('show_typing', 'Tell the customer that we write'), ('sync_templates', 'Fetch the templates'), ('poll', 'Look for missed messages')], max_length=16)),
                ('subject', models.BigIntegerField()),
                ('data', models.JSONField(blank=True, default=dict)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['due_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='errand',
            name='inbox',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errands', to='messaging.inbox'),
        ),
        migrations.AddIndex(
            model_name='errand',
            index=models.Index(fields=['due_at', 'id'], name='errand_due'),
        ),
        migrations.AddConstraint(
            model_name='errand',
            constraint=models.UniqueConstraint(fields=('kind', 'subject'), name='errand_once'),
        ),
    ]
