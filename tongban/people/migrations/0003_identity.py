"""Who signed in where, the keys we sign it by, whom other providers vouched for (身份)."""

from django.db import migrations, models

PASSING = """
create table people_passing (
    cache_key varchar(255) primary key, value text not null, expires timestamptz not null
);
create index people_passing_old on people_passing (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('tongban_people', '0002_reaching'),
    ]

    operations = [
        migrations.RunSQL(PASSING, 'drop table people_passing'),
        migrations.CreateModel(
            name='AccountStateRow',
            fields=[
                ('account', models.BigIntegerField(primary_key=True, serialize=False)),
                ('password_at', models.DateTimeField(null=True)),
                ('must_change', models.BooleanField(default=False)),
                ('disabled_at', models.DateTimeField(null=True)),
                ('disabled_by', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'people_account_state',
            },
        ),
        migrations.CreateModel(
            name='ProviderKeyRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('sealed', models.TextField()),
                ('issued_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'people_provider_key',
            },
        ),
        migrations.CreateModel(
            name='VouchedRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=64, unique=True)),
                ('provider', models.CharField(max_length=40)),
                ('party', models.BigIntegerField()),
                ('linked_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'people_vouched',
            },
        ),
        migrations.CreateModel(
            name='LoginRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('account', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('how', models.CharField(max_length=16)),
                ('client', models.CharField(default='', max_length=100)),
                ('handed', models.JSONField(default=list)),
                ('acting_for', models.BigIntegerField(null=True)),
                ('proved_at', models.DateTimeField(null=True)),
                ('code', models.CharField(default='', max_length=64)),
                ('kept', models.BooleanField(default=False)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'people_login',
                'indexes': [models.Index(fields=['account', '-at'], name='people_login_whose'), models.Index(fields=['code'], name='people_login_code')],
            },
        ),
    ]
