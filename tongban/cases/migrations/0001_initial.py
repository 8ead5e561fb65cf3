import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='AttachmentRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('draft', models.BigIntegerField(null=True)),
                ('case', models.BigIntegerField(null=True)),
                ('service', models.CharField(max_length=80)),
                ('material_no', models.IntegerField()),
                ('ref', models.CharField(max_length=160)),
                ('name', models.CharField(max_length=120)),
                ('type', models.CharField(max_length=40)),
                ('size', models.IntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('added_at', models.DateTimeField()),
                ('added_by', models.JSONField()),
            ],
            options={
                'db_table': 'cases_attachment',
                'indexes': [
                    models.Index(fields=['shard', 'draft'], name='cases_attachment_of_draft'),
                    models.Index(fields=['shard', 'case'], name='cases_attachment_of_case'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DraftRow',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('shard', models.SmallIntegerField()),
                ('applicant', models.BigIntegerField()),
                ('goal', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ('channel', models.CharField(max_length=16)),
                ('book_on', models.DateField()),
                ('answers', models.JSONField(default=dict)),
                ('matters', models.JSONField(default=dict)),
                ('application', models.BigIntegerField()),
                ('started_at', models.DateTimeField()),
                ('started_by', models.JSONField()),
                ('changed_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'cases_draft',
                'indexes': [
                    models.Index(
                        condition=models.Q(('submitted_at__isnull', True)),
                        fields=['shard', 'applicant', '-id'],
                        name='cases_draft_open',
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name='SerialRow',
            fields=[
                ('shard', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('last', models.IntegerField()),
            ],
            options={'db_table': 'cases_serial'},
        ),
        migrations.RunSQL(
            "alter table cases_attachment drop constraint cases_attachment_pkey, add primary key (shard, id)",
            "alter table cases_attachment drop constraint cases_attachment_pkey, add primary key (id)",
        ),
        migrations.RunSQL(
            "alter table cases_draft drop constraint cases_draft_pkey, add primary key (shard, id)",
            "alter table cases_draft drop constraint cases_draft_pkey, add primary key (id)",
        ),
        migrations.RunSQL(
            "alter table cases_serial drop constraint cases_serial_pkey, add primary key (shard, day)",
            "alter table cases_serial drop constraint cases_serial_pkey, add primary key (shard)",
        ),
    ]
