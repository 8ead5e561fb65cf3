from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='MessageRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('to_digest', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('state', models.CharField(max_length=16)),
                ('queued_at', models.DateTimeField()),
                ('queued_by', models.JSONField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('why', models.CharField(default='', max_length=200)),
            ],
            options={
                'db_table': 'exchange_message',
                'indexes': [models.Index(fields=['to_digest', 'kind', '-queued_at'], name='exchange_message_newest')],
            },
        ),
    ]
