"""Mechanical steps that turn researched lists and bulk files into rows with provenance."""
