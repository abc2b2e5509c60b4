"""EU AI Act conformity assessments, from declarative checklist to dossier."""

__version__ = "0.1.0"
