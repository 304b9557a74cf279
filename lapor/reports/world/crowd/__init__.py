"""Worlds too large to live through move by move: the same rows, made in memory by the same rules, stored in bulk."""

from lapor.reports.world.crowd.filling import CHUNK, SIZES, Size, fill

__all__ = ["CHUNK", "SIZES", "Size", "fill"]
