"""Conformity assessments of AI systems, from declarative checklist to dossier."""

__version__ = "0.1.0"
