from __future__ import annotations

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "palermo.operation"
    label = "operation"
