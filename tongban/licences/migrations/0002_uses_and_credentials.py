from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tongban_licences', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='licencerow',
            name='pending',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='licencerow',
            name='successor',
            field=models.CharField(db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='licencerow',
            name='trust',
            field=models.CharField(db_default='A', default='A', max_length=1),
        ),
        migrations.AddField(
            model_name='licencerow',
            name='version',
            field=models.SmallIntegerField(db_default=1, default=1),
        ),
        migrations.CreateModel(
            name='AuthorisationRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('holder', models.BigIntegerField()),
                ('grantee', models.BigIntegerField()),
                ('licence', models.BigIntegerField()),
                ('kind', models.CharField(max_length=80)),
                ('matter', models.CharField(max_length=80)),
                ('cause', models.TextField()),
                ('status', models.CharField(max_length=16)),
                ('asked_at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('by', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'licences_authorisation',
                'indexes': [models.Index(fields=['shard', 'holder'], name='licences_authorisation_of'), models.Index(fields=['grantee'], name='licences_authorisation_for')],
            },
        ),
        migrations.CreateModel(
            name='CodeRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('digest', models.BinaryField()),
                ('purpose', models.CharField(max_length=16)),
                ('licence', models.BigIntegerField()),
                ('by', models.BigIntegerField()),
                ('items', models.JSONField(default=list)),
                ('left', models.SmallIntegerField()),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'licences_code',
                'indexes': [models.Index(fields=['shard', 'digest'], name='licences_code_digest'), models.Index(fields=['shard', 'licence'], name='licences_code_of')],
            },
        ),
        migrations.CreateModel(
            name='StatusRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('page', models.IntegerField()),
                ('place', models.IntegerField()),
                ('licence', models.BigIntegerField()),
                ('status', models.SmallIntegerField(db_default=0, default=0)),
            ],
            options={
                'db_table': 'licences_status',
                'indexes': [models.Index(fields=['page', 'status'], name='licences_status_page'), models.Index(fields=['licence'], name='licences_status_of')],
            },
        ),
        migrations.CreateModel(
            name='UseRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('holder', models.BigIntegerField()),
                ('licence', models.BigIntegerField()),
                ('kind', models.CharField(max_length=80)),
                ('how', models.CharField(max_length=16)),
                ('who', models.CharField(default='', max_length=200)),
                ('agency', models.CharField(max_length=80, null=True)),
                ('party', models.BigIntegerField(null=True)),
                ('cause', models.CharField(default='', max_length=200)),
                ('case', models.CharField(default='', max_length=40)),
                ('items', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('key', models.BinaryField()),
            ],
            options={
                'db_table': 'licences_use',
                'indexes': [models.Index(fields=['shard', 'holder', '-id'], name='licences_use_of'), models.Index(fields=['id'], name='licences_use_order')],
            },
        ),
        migrations.RunSQL(
            "alter table licences_authorisation drop constraint licences_authorisation_pkey, add primary key (shard, id)",
            "alter table licences_authorisation drop constraint licences_authorisation_pkey, add primary key (id)",
        ),
        migrations.RunSQL(
            "alter table licences_code drop constraint licences_code_pkey, add primary key (shard, id)",
            "alter table licences_code drop constraint licences_code_pkey, add primary key (id)",
        ),
        migrations.RunSQL(
            "alter table licences_use drop constraint licences_use_pkey, add primary key (shard, id)",
            "alter table licences_use drop constraint licences_use_pkey, add primary key (id)",
        ),
        migrations.RunSQL(
            "alter table licences_status drop constraint licences_status_pkey, add primary key (page, place)",
            "alter table licences_status drop constraint licences_status_pkey, add primary key (id)",
        ),
        # Whoever issues a credential takes the next number; the number says where it stands.
        migrations.RunSQL(
            "create sequence licences_status_number minvalue 0 start 0",
            "drop sequence licences_status_number",
        ),
    ]
