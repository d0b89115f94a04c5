"""Django's classes as the type checker knows them: generic for it, plain when they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm as AdminOwnPasswordForm
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)

if TYPE_CHECKING:
    AnyBaseAdmin = admin.options.BaseModelAdmin[Any]
    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyTabularInline = admin.TabularInline[Any, Any]
    AnyModelForm = forms.ModelForm[Any]
    AnyUserAdmin = UserAdmin[Any]
    AnyPasswordForm = AdminPasswordChangeForm[Any]
    AnyOwnPasswordForm = AdminOwnPasswordForm
    AnyUserForm = UserChangeForm[Any]
    AnyNewUserForm = AdminUserCreationForm
else:
    AnyBaseAdmin = admin.options.BaseModelAdmin
    AnyModelAdmin = admin.ModelAdmin
    AnyTabularInline = admin.TabularInline
    AnyModelForm = forms.ModelForm
    AnyUserAdmin = UserAdmin
    AnyPasswordForm = AdminPasswordChangeForm
    AnyOwnPasswordForm = AdminOwnPasswordForm
    AnyUserForm = UserChangeForm
    AnyNewUserForm = AdminUserCreationForm

__all__ = [
    "AnyBaseAdmin",
    "AnyModelAdmin",
    "AnyModelForm",
    "AnyNewUserForm",
    "AnyOwnPasswordForm",
    "AnyPasswordForm",
    "AnyTabularInline",
    "AnyUserAdmin",
    "AnyUserForm",
]
