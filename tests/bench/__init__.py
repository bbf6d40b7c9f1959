"""What a question and an answer cost, beside bare Django views on the same server.

`make bench` runs `__main__`; `settings` adds the bare views to the app's own addresses.
"""
