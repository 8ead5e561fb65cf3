from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('username', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(default='', max_length=200)),
                ('party_id', models.BigIntegerField(null=True, unique=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('is_superuser', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.JSONField()),
            ],
            options={
                'db_table': 'people_account',
            },
        ),
        migrations.CreateModel(
            name='PartyRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('number', models.CharField(max_length=32, null=True)),
                ('number_digest', models.CharField(max_length=64, null=True, unique=True)),
                ('name', models.CharField(default='', max_length=200)),
                ('registered_at', models.DateTimeField()),
                ('registered_by', models.JSONField()),
                ('identified_at', models.DateTimeField(null=True)),
                ('identified_by', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'people_party',
            },
        ),
        migrations.CreateModel(
            name='AttemptRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('act', models.CharField(max_length=16)),
                ('key', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('succeeded', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'people_attempt',
                'indexes': [models.Index(fields=['key', 'act', '-at'], name='people_attempt_recent'), models.Index(fields=['at'], name='people_attempt_old')],
            },
        ),
        migrations.CreateModel(
            name='CodeRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('number_digest', models.CharField(max_length=64)),
                ('code_hash', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'people_code',
                'indexes': [models.Index(fields=['number_digest', '-sent_at'], name='people_code_newest'), models.Index(fields=['expires_at'], name='people_code_old')],
            },
        ),
        migrations.CreateModel(
            name='MandateRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('holder', models.BigIntegerField()),
                ('principal', models.BigIntegerField()),
                ('kind', models.CharField(max_length=16)),
                ('scope', models.CharField(max_length=80)),
                ('since', models.DateTimeField()),
                ('until', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('made_by', models.JSONField()),
                ('ended_by', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'people_mandate',
                'indexes': [models.Index(fields=['holder', 'principal'], name='people_mandate_who')],
            },
        ),
        migrations.CreateModel(
            name='RelationRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('subject', models.BigIntegerField()),
                ('relation', models.CharField(max_length=40)),
                ('other', models.BigIntegerField()),
                ('source', models.CharField(default='', max_length=200)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.JSONField()),
            ],
            options={
                'db_table': 'people_relation',
                'constraints': [models.UniqueConstraint(fields=('subject', 'relation', 'other'), name='people_relation_once')],
            },
        ),
    ]
