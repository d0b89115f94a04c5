import django.db.models.deletion
import django.utils.timezone
import messaging.models.attachments
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0002_room_for_feed_heads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('image', 'Image'), ('video', 'Video'), ('audio', 'Audio'), ('document', 'Document'), ('sticker', 'Sticker')], max_length=8)),
                ('mime_type', models.CharField(blank=True, max_length=127)),
                ('filename', models.CharField(blank=True, max_length=255)),
                ('caption', models.TextField(blank=True)),
                ('voice', models.BooleanField(default=False, help_text='A voice note, not a music file.')),
                ('size', models.BigIntegerField(blank=True, help_text='Bytes.', null=True)),
                ('sha256', models.CharField(blank=True, help_text='Hex; as promised while pending, as found when ready.', max_length=64)),
                ('width', models.PositiveIntegerField(blank=True, null=True)),
                ('height', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('ready', 'Ready'), ('failed', 'Failed')], default='pending', max_length=8)),
                ('error', models.JSONField(blank=True, null=True)),
                ('file', models.FileField(blank=True, max_length=255, upload_to=messaging.models.attachments.file_path)),
                ('thumbnail', models.FileField(blank=True, max_length=255, upload_to=messaging.models.attachments.thumbnail_path)),
                ('remote_id', models.TextField(blank=True, editable=False)),
                ('remote_url', models.TextField(blank=True, editable=False)),
                ('uploaded_id', models.CharField(blank=True, editable=False, max_length=255)),
                ('uploaded_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='attachment',
            name='inbox',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='messaging.inbox'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='messaging.message'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='uploaded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uploads', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('message__isnull', True)), fields=['created_at'], name='attachment_unsent'),
        ),
    ]
