"""The loopback world: stand-ins for every peer of a check, with scenarios as data.

Used by `demo`, by `chaos` for the users' own clients, and by the tests.
"""

from .roles import DEMO_ADMIN_KEY, DEMO_KEY, Scenario
from .running import Running
from .scenarios import SCENARIOS, by_name
from .server import serve

__all__ = ["DEMO_ADMIN_KEY", "DEMO_KEY", "SCENARIOS", "Running", "Scenario", "by_name", "serve"]
