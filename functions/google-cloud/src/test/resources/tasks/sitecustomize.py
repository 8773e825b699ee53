"""Python runs this when it starts: the Cloud Tasks emulator shall go by the clock that a test sets.

The file WEBHOOKS_TASKS_CLOCK holds microseconds since 1970, in UTC.
"""

import os
from datetime import datetime, timedelta

from gcloud_tasks_emulator import server


class Clock(datetime):
    @classmethod
    def utcnow(cls):
        with open(os.environ["WEBHOOKS_TASKS_CLOCK"], encoding="ascii") as file:
            return datetime(1970, 1, 1) + timedelta(microseconds=int(file.read()))


server.datetime = Clock
