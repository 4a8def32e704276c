"""Migrations say what the models say. Needs no database."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def test_no_model_is_ahead_of_its_migrations() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("palermo.")}
    missing = {
        label: [str(operation) for change in changes for operation in change.operations]
        for label, changes in detector.changes(graph=loader.graph).items()
        if label in ours
    }
    assert missing == {}
    assert loader.detect_conflicts() == {}
