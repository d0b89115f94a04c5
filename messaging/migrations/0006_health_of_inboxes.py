import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0005_errands'),
    ]

    operations = [
        migrations.CreateModel(
            name='InboxNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('info', 'Information'), ('warning', 'Warning'), ('error', 'Error')], default='info', max_length=8)),
                ('code', models.CharField(blank=True, max_length=64)),
                ('title', models.CharField(max_length=255)),
                ('detail', models.TextField(blank=True)),
                ('action', models.TextField(blank=True, help_text='What to do about it.')),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='inbox',
            name='health',
            field=models.CharField(choices=[('ok', 'Works'), ('warning', 'Needs a look'), ('paused', 'Sending is paused')], default='ok', editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='inbox',
            name='health_error',
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='inbox',
            name='health_since',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='inbox',
            name='messaging_limit',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='inbox',
            name='quality',
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name='inbox',
            name='read_policy',
            field=models.CharField(choices=[('never', 'Never'), ('open', 'When an agent opens the conversation'), ('reply', 'When an agent replies')], default='open', max_length=8, verbose_name='read receipts'),
        ),
        migrations.AddField(
            model_name='inbox',
            name='templates_synced_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='inbox',
            name='transport',
            field=models.CharField(choices=[('whatsapp_cloud', 'WhatsApp (Meta Cloud API)'), ('twilio', 'WhatsApp (Twilio)')], default='whatsapp_cloud', max_length=20),
        ),
        migrations.AddField(
            model_name='inboxnotice',
            name='inbox',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='messaging.inbox'),
        ),
        migrations.AddIndex(
            model_name='inboxnotice',
            index=models.Index(fields=['inbox', '-at', '-id'], name='inbox_notice_newest'),
        ),
        migrations.AddConstraint(
            model_name='inboxnotice',
            constraint=models.UniqueConstraint(fields=('inbox', 'digest'), name='inbox_notice_once'),
        ),
    ]
