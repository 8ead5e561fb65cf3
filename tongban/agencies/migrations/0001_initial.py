from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name_zh', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200, null=True)),
                ('uscc', models.CharField(max_length=18, null=True)),
                ('registered_at', models.DateTimeField()),
                ('registered_by', models.JSONField()),
            ],
            options={
                'db_table': 'agencies_agency',
            },
        ),
        migrations.CreateModel(
            name='CalendarRow',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('holidays', models.JSONField()),
                ('make_up', models.JSONField()),
                ('source', models.CharField(max_length=300)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.JSONField()),
            ],
            options={
                'db_table': 'agencies_calendar',
            },
        ),
        migrations.CreateModel(
            name='PostRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('account', models.BigIntegerField()),
                ('agency', models.CharField(default='', max_length=40)),
                ('duty', models.CharField(max_length=16)),
                ('place', models.CharField(default='', max_length=200)),
                ('since', models.DateTimeField()),
                ('appointed_by', models.JSONField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.JSONField(null=True)),
            ],
            options={
                'db_table': 'agencies_post',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('account', 'agency', 'duty'), name='agencies_post_once')],
            },
        ),
    ]
