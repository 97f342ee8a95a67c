"""What this room's templates may use."""

from django import template

from pasti.link.schema import label_of

register = template.Library()
register.filter("said", label_of)
