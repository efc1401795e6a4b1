"""How random tests draw: the same examples every time, unless somebody looks for new ones.

``HYPOTHESIS_PROFILE=wild pytest`` draws others on each run. A change is judged by what it does, not by the day.
"""

import os

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.register_profile("wild", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
