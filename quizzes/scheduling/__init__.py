"""When to study what: whole days in the learner's own time zone."""
