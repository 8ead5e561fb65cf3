from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LicenceRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('seq', models.IntegerField()),
                ('kind', models.CharField(max_length=80)),
                ('name_zh', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200, null=True)),
                ('identifier', models.CharField(max_length=120)),
                ('holder', models.BigIntegerField()),
                ('issuer', models.CharField(max_length=80)),
                ('issuer_name_zh', models.CharField(max_length=200)),
                ('issuer_name_en', models.CharField(max_length=200, null=True)),
                ('attributes', models.JSONField()),
                ('statements', models.JSONField()),
                ('issued_on', models.DateField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('status', models.CharField(max_length=16)),
                ('status_since', models.DateField()),
                ('reason', models.TextField(default='')),
                ('case_id', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'licences_licence',
                'indexes': [models.Index(fields=['shard', 'holder', 'kind'], name='licences_licence_of')],
                'constraints': [models.UniqueConstraint(fields=('shard', 'identifier'), name='licences_licence_identifier')],
            },
        ),
        migrations.RunSQL(
            "alter table licences_licence drop constraint licences_licence_pkey, add primary key (shard, id)",
            "alter table licences_licence drop constraint licences_licence_pkey, add primary key (id)",
        ),
    ]
