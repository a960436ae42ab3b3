"""Persons' files, the planned structure of bodies, proposals."""

from .composition import StructureTarget
from .persons import Discipline, Kinship, PersonFile, PersonPaper

__all__ = [
    "Discipline",
    "Kinship",
    "PersonFile",
    "PersonPaper",
    "StructureTarget",
]
