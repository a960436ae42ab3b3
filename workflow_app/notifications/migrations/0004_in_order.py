"""A person's notices lie in the order in which they are listed."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_fewer_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='notification',
            name='notification_list',
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['user', '-created', '-id'], name='notification_list'),
        ),
    ]
