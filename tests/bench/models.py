from django.conf import settings
from django.db import models


class Tally(models.Model):
    """One row a person: what the bare write updates and the bare page reads."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    count = models.IntegerField(default=0)


class Entry(models.Model):
    """What the bare write inserts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)
