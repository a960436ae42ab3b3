"""Template tags of the house: dates, money, people and states as the pages show them."""

from django import template

register = template.Library()
