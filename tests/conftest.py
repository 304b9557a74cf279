"""What the tests across all floors share: the world, and what each test has for itself."""

from lapor.conftest import _fresh_memory, own_limits, world

__all__ = ["_fresh_memory", "own_limits", "world"]
