from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tongban_facts', '0002_closed_and_sealed'),
    ]

    operations = [
        migrations.AddField(
            model_name='datasetrow',
            name='withdrawn_why',
            field=models.TextField(db_default='', default=''),
        ),
    ]
