import django.contrib.postgres.fields
from django.db import migrations, models

from tongban.facts.migrations import _functions_v1 as functions

HOT = ("key", "log_key", "pause", "consent", "act")


class Migration(migrations.Migration):

    dependencies = [
        ('tongban_facts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('subject', models.BigIntegerField()),
                ('kind', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('who', models.JSONField()),
                ('said', models.JSONField(default=dict)),
            ],
            options={
                'db_table': 'facts_act',
            },
        ),
        migrations.CreateModel(
            name='ConsentRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('subject', models.BigIntegerField()),
                ('scope', models.CharField(max_length=80)),
                ('words', models.TextField()),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ('given_at', models.DateTimeField()),
                ('given_by', models.BigIntegerField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'facts_consent',
            },
        ),
        migrations.CreateModel(
            name='DatasetRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('state', models.CharField(max_length=16)),
                ('owner', models.CharField(max_length=80)),
                ('terms', models.JSONField(default=dict)),
                ('columns', models.JSONField(default=dict)),
                ('profile', models.JSONField(default=dict)),
                ('rows', models.IntegerField(default=0)),
                ('matched', models.IntegerField(default=0)),
                ('draft', models.BigIntegerField(null=True)),
                ('until', models.DateField(null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.JSONField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('key', models.BigIntegerField(null=True)),
                ('content', models.BinaryField(null=True)),
            ],
            options={
                'db_table': 'facts_dataset',
            },
        ),
        migrations.CreateModel(
            name='KeyRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('subject', models.BigIntegerField()),
                ('sealed', models.BinaryField()),
            ],
            options={
                'db_table': 'facts_key',
            },
        ),
        migrations.CreateModel(
            name='LogKeyRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('subject', models.BigIntegerField()),
                ('year', models.SmallIntegerField()),
                ('sealed', models.BinaryField()),
            ],
            options={
                'db_table': 'facts_log_key',
            },
        ),
        migrations.CreateModel(
            name='PauseRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('licence', models.BigIntegerField()),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
            ],
            options={
                'db_table': 'facts_pause',
            },
        ),
        migrations.AddField(
            model_name='disputerow',
            name='due',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='readrow',
            name='ground',
            field=models.CharField(db_default='duty', default='duty', max_length=16),
        ),
        migrations.AddField(
            model_name='readrow',
            name='withheld',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='statementrow',
            name='consent',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='statementrow',
            name='key',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='statementrow',
            name='law',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='statementrow',
            name='sealed',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='statementrow',
            name='source_dataset',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='statementrow',
            name='source_message',
            field=models.TextField(null=True),
        ),
        migrations.AddIndex(
            model_name='readrow',
            index=models.Index(fields=['id'], name='facts_read_by_id'),
        ),
        migrations.AddIndex(
            model_name='statementrow',
            index=models.Index(condition=models.Q(('source_dataset__isnull', False)), fields=['source_dataset', 'shard'], name='facts_statement_by_dataset'),
        ),
        migrations.AddIndex(
            model_name='actrow',
            index=models.Index(fields=['shard', 'subject', '-id'], name='facts_act_of'),
        ),
        migrations.AddIndex(
            model_name='actrow',
            index=models.Index(fields=['id'], name='facts_act_by_id'),
        ),
        migrations.AddIndex(
            model_name='consentrow',
            index=models.Index(fields=['shard', 'subject', 'scope'], name='facts_consent_of'),
        ),
        migrations.AddIndex(
            model_name='keyrow',
            index=models.Index(fields=['shard', 'subject'], name='facts_key_of'),
        ),
        migrations.AddConstraint(
            model_name='logkeyrow',
            constraint=models.UniqueConstraint(fields=('shard', 'subject', 'year'), name='facts_log_key_of'),
        ),
        migrations.AddIndex(
            model_name='pauserow',
            index=models.Index(fields=['shard', 'licence'], name='facts_pause_of'),
        ),
        *[
            migrations.RunSQL(
                f"alter table facts_{name} drop constraint facts_{name}_pkey, add primary key (shard, id)",
                f"alter table facts_{name} drop constraint facts_{name}_pkey, add primary key (id)",
            )
            for name in HOT
        ],
        migrations.RunSQL(functions.CREATE, functions.DROP),
    ]
