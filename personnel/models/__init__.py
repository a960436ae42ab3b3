"""Persons' files, the planned structure of bodies, proposals."""

from .composition import StructureTarget
from .persons import Discipline, FileChange, Kinship, PersonFile, PersonPaper

__all__ = [
    "Discipline",
    "FileChange",
    "Kinship",
    "PersonFile",
    "PersonPaper",
    "StructureTarget",
]
