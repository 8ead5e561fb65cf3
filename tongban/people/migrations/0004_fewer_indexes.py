"""Two indexes less (索引): digests and usernames are found whole, never by how they begin.

At ten million residents the first alone is a gigabyte and a page more to write for each.
"""

from django.db import migrations

DROP = """
do $$
declare found record;
begin
  for found in
    select indexrelid::regclass as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where (i.indrelid = 'people_party'::regclass and c.relname like 'people_party_number_digest%_like')
       or (i.indrelid = 'people_account'::regclass and c.relname like 'people_account_username%_like')
  loop
    execute format('drop index %s', found.name);
  end loop;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('tongban_people', '0003_identity'),
    ]

    operations = [
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
    ]
