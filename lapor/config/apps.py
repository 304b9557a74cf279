from typing import Any

from django.apps import AppConfig
from django.contrib.admin.options import BaseModelAdmin
from django.core.files.base import File
from django.forms.models import BaseModelForm, BaseModelFormSet

# Types of ours read ModelAdmin[User] and ModelForm[Report]; Django's classes learn to be written so at run time.
GENERIC: tuple[Any, ...] = (BaseModelAdmin, BaseModelForm, BaseModelFormSet, File)
for generic in GENERIC:
    if not hasattr(generic, "__class_getitem__"):
        generic.__class_getitem__ = classmethod(lambda cls, *_: cls)


class ConfigConfig(AppConfig):
    name = "lapor.config"
    label = "config"
