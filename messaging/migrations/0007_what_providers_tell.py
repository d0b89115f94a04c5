import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0006_health_of_inboxes'),
    ]

    operations = [
        migrations.AddField(
            model_name='address',
            name='last_seen_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='contact',
            name='marketing',
            field=models.CharField(blank=True, choices=[('', 'Nothing said'), ('stop', 'Wants none'), ('resume', 'Wants it')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='contact',
            name='marketing_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='username',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='message',
            name='origin',
            field=models.CharField(blank=True, choices=[('', 'Customer, console or program'), ('phone', "The business's own phone"), ('history', 'Imported history')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='message',
            name='revisions',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='template',
            name='parameter_format',
            field=models.CharField(blank=True, help_text='POSITIONAL or NAMED.', max_length=16),
        ),
        migrations.AddField(
            model_name='template',
            name='quality',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name='template',
            name='reason',
            field=models.TextField(blank=True, help_text='Why it was refused or paused.'),
        ),
        migrations.AddField(
            model_name='webhookcall',
            name='query',
            field=models.CharField(blank=True, help_text='The query string that came with it.', max_length=512),
        ),
        migrations.AlterField(
            model_name='message',
            name='status',
            field=models.CharField(choices=[('received', 'Received'), ('held', 'Held until they reply'), ('queued', 'Queued'), ('sending', 'Sending'), ('unconfirmed', 'Unconfirmed'), ('sent', 'Sent'), ('failed', 'Failed'), ('delivered', 'Delivered'), ('read', 'Read')], max_length=12),
        ),
        migrations.AlterField(
            model_name='statuschange',
            name='status',
            field=models.CharField(choices=[('received', 'Received'), ('held', 'Held until they reply'), ('queued', 'Queued'), ('sending', 'Sending'), ('unconfirmed', 'Unconfirmed'), ('sent', 'Sent'), ('failed', 'Failed'), ('delivered', 'Delivered'), ('read', 'Read')], max_length=12),
        ),
        migrations.AlterField(
            model_name='webhookcall',
            name='source',
            field=models.CharField(choices=[('whatsapp_cloud', 'WhatsApp (Meta Cloud API)'), ('twilio', 'WhatsApp (Twilio)'), ('seed', '/api/webhook/')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('status', 'held')), fields=['conversation', 'id'], name='message_held'),
        ),
    ]
