#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

from izium_edu.environment import SettingError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izium_edu.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        # Meant for the person who wrote the setting: one sentence, no stack.
        sys.exit(str(error))
