import django.db.models.deletion
import django.utils.timezone
import messaging.models.simulator_props
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0007_what_providers_tell'),
    ]

    operations = [
        # Webhooks that wait to be posted are the fake provider's and short-lived: those of the upgrade are lost.
        migrations.DeleteModel(
            name='SimulatedWebhook',
        ),
        migrations.CreateModel(
            name='SimulatedFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('remaining', models.PositiveIntegerField(blank=True, help_text='How often it still happens; empty: until it is switched off.', null=True)),
                ('settings', models.JSONField(blank=True, default=dict, help_text="seconds, code: see the faults' list.")),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'simulated fault',
            },
        ),
        migrations.CreateModel(
            name='SimulatedMedia',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('media_id', models.CharField(max_length=64, unique=True)),
                ('mime_type', models.CharField(help_text='As claimed; may have parameters.', max_length=127)),
                ('filename', models.CharField(blank=True, max_length=255)),
                ('sha256', models.CharField(help_text='Hex.', max_length=64)),
                ('size', models.BigIntegerField(help_text='Bytes.')),
                ('file', models.FileField(max_length=255, upload_to=messaging.models.simulator_props.media_path)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'simulated file',
                'verbose_name_plural': 'simulated files',
            },
        ),
        migrations.CreateModel(
            name='SimulatedTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template_id', models.CharField(help_text='At Twilio the content SID.', max_length=64)),
                ('name', models.CharField(max_length=512)),
                ('language', models.CharField(max_length=16)),
                ('category', models.CharField(default='UTILITY', max_length=32)),
                ('status', models.CharField(default='APPROVED', max_length=24)),
                ('quality', models.CharField(default='UNKNOWN', max_length=16)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('parameter_format', models.CharField(default='POSITIONAL', max_length=16)),
                ('components', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'simulated template',
            },
        ),
        migrations.RemoveConstraint(
            model_name='simulatedcustomer',
            name='simulated_customer_wa_id',
        ),
        migrations.AddField(
            model_name='simulatedcustomer',
            name='hidden',
            field=models.BooleanField(default=False, help_text='Webhooks name the customer by the user id alone.'),
        ),
        migrations.AddField(
            model_name='simulatedcustomer',
            name='window_closes_at',
            field=models.DateTimeField(blank=True, help_text='24 hours after the customer wrote; empty: never wrote.', null=True),
        ),
        migrations.AddField(
            model_name='simulatedmessage',
            name='business_reaction',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='simulatedmessage',
            name='callback_url',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='simulatedmessage',
            name='customer_reaction',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='simulatedmessage',
            name='edited_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='simulatedmessage',
            name='fails_with',
            field=models.PositiveIntegerField(default=0, help_text='The error code of the failure that comes instead of the next status; 0: none.'),
        ),
        migrations.AddField(
            model_name='simulatedmessage',
            name='payload',
            field=models.JSONField(blank=True, default=dict, help_text='The part of the message that its kind names.'),
        ),
        migrations.AddField(
            model_name='simulatedmessage',
            name='revoked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='simulatednumber',
            name='provider',
            field=models.CharField(choices=[('meta', 'Meta'), ('twilio', 'Twilio')], default='meta', max_length=8),
        ),
        migrations.AddField(
            model_name='simulatednumber',
            name='quality',
            field=models.CharField(default='GREEN', max_length=8),
        ),
        migrations.AlterField(
            model_name='simulatednumber',
            name='phone_number_id',
            field=models.CharField(max_length=64, unique=True),
        ),
        migrations.AlterField(
            model_name='simulatednumber',
            name='waba_id',
            field=models.CharField(max_length=64, verbose_name='WhatsApp business account id'),
        ),
        migrations.AddConstraint(
            model_name='simulatedcustomer',
            constraint=models.UniqueConstraint(condition=models.Q(('wa_id', ''), _negated=True), fields=('number', 'wa_id'), name='simulated_customer_wa_id'),
        ),
        migrations.AddField(
            model_name='simulatedfault',
            name='number',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='messaging.simulatednumber'),
        ),
        migrations.AddField(
            model_name='simulatedmedia',
            name='number',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='media', to='messaging.simulatednumber'),
        ),
        migrations.AddField(
            model_name='simulatedmessage',
            name='media',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='messaging.simulatedmedia'),
        ),
        migrations.AddField(
            model_name='simulatedtemplate',
            name='number',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='templates', to='messaging.simulatednumber'),
        ),
        migrations.AddConstraint(
            model_name='simulatedfault',
            constraint=models.UniqueConstraint(fields=('number', 'kind'), name='simulated_fault_once'),
        ),
        migrations.AddConstraint(
            model_name='simulatedtemplate',
            constraint=models.UniqueConstraint(fields=('number', 'name', 'language'), name='simulated_template_name'),
        ),
        migrations.CreateModel(
            name='SimulatedWebhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.TextField(blank=True, help_text="Where to; empty: the number's webhook_url.")),
                ('body', models.TextField(help_text='The exact bytes to sign and post (ASCII).')),
                ('trick', models.CharField(blank=True, choices=[('', 'as usual'), ('reorder', 'newest first'), ('alone', 'in a post of its own')], default='', max_length=8)),
                ('repeats', models.PositiveSmallIntegerField(default=0, help_text='How often it comes again after a 200.')),
                ('held_until', models.DateTimeField(blank=True, help_text='Others may overtake it until then.', null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('leased_until', models.DateTimeField(blank=True, help_text='A process is posting it until then at the latest.', null=True)),
                ('last_answer', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('message', models.ForeignKey(blank=True, help_text="The customer's message that it carries; empty for everything else.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.simulatedmessage')),
                ('number', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to='messaging.simulatednumber')),
            ],
            options={
                'verbose_name': 'simulated webhook',
                'indexes': [models.Index(fields=['number', 'id'], name='simulated_webhook_head')],
            },
        ),
    ]
