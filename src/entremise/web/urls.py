"""Addresses. Nothing anyone wrote stands in one, and no secret but the one-time link."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
