"""One cast, one world: the same people and agencies serve the tests, `lapor seed` and training."""

from lapor.reports.world.cast import PASSWORD, PEOPLE, World, draft, set_stage
from lapor.reports.world.stories import tell

__all__ = ["PASSWORD", "PEOPLE", "World", "draft", "set_stage", "tell"]
