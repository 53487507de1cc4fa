"""Data Package: the descriptor and its resources as frozen records, and the exact text of their files."""

from little_giants.package.model import Package, Resource
from little_giants.package.read import read

__all__ = ["Package", "Resource", "read"]
