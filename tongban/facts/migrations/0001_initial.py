import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DisputeRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('statement', models.BigIntegerField()),
                ('subject', models.BigIntegerField()),
                ('kind', models.CharField(max_length=80)),
                ('holder', models.CharField(max_length=80, null=True)),
                ('reason', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.JSONField()),
                ('state', models.CharField(max_length=16)),
                ('answer', models.TextField(default='')),
                ('resolved_at', models.DateTimeField(null=True)),
                ('resolved_by', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'facts_dispute',
                'indexes': [models.Index(fields=['holder', 'state', 'opened_at'], name='facts_dispute_open'), models.Index(fields=['shard', 'subject'], name='facts_dispute_of')],
            },
        ),
        migrations.CreateModel(
            name='ReadRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('subject', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('who', models.TextField()),
                ('who_kind', models.CharField(max_length=16)),
                ('who_id', models.BigIntegerField()),
                ('agency', models.CharField(max_length=80, null=True)),
                ('matter', models.CharField(max_length=16)),
                ('reference', models.TextField()),
                ('basis', models.TextField()),
                ('words', models.TextField()),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ('missing', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
            ],
            options={
                'db_table': 'facts_read',
                'indexes': [models.Index(fields=['shard', 'subject', '-at', '-id'], name='facts_read_of')],
            },
        ),
        migrations.CreateModel(
            name='StatementRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('subject', models.BigIntegerField()),
                ('kind', models.CharField(max_length=80)),
                ('value', models.JSONField(null=True)),
                ('source', models.CharField(max_length=16)),
                ('source_holder', models.CharField(max_length=80, null=True)),
                ('source_licence', models.BigIntegerField(null=True)),
                ('source_licence_kind', models.CharField(max_length=80, null=True)),
                ('source_case', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.JSONField()),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('dispute', models.BigIntegerField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.JSONField(null=True)),
                ('ended_why', models.CharField(default='', max_length=16)),
            ],
            options={
                'db_table': 'facts_statement',
                'indexes': [models.Index(fields=['shard', 'subject', 'kind', '-recorded_at'], name='facts_statement_of'), models.Index(condition=models.Q(('source_licence__isnull', False)), fields=['shard', 'source_licence'], name='facts_statement_by_licence')],
            },
        ),
        migrations.RunSQL(
            "alter table facts_statement drop constraint facts_statement_pkey, add primary key (shard, id)",
            "alter table facts_statement drop constraint facts_statement_pkey, add primary key (id)",
        ),
        migrations.RunSQL(
            "alter table facts_dispute drop constraint facts_dispute_pkey, add primary key (shard, id)",
            "alter table facts_dispute drop constraint facts_dispute_pkey, add primary key (id)",
        ),
        migrations.RunSQL(
            "alter table facts_read drop constraint facts_read_pkey, add primary key (shard, id)",
            "alter table facts_read drop constraint facts_read_pkey, add primary key (id)",
        ),
    ]
