"""What is known of a place, who says so, and where: reading, checking and proving packs of facts.

    model      Pack, Source, Anchor, Entity, Predicate, Fact, Assertion: the values
    reading    read_pack, parse_pack, examine: files → Pack, or every problem
    writing    write_pack: Pack → files
    vocabulary what a pack written in the browser can say from its first day on
    rules      check: what must hold between the values, for packs from anywhere
    status     status_of: contested, retracted, plain or attributed
    slots      slot_values: what stands in a slot of an assertion
    values     certainly_differs, compatible: when two values cannot both be right
    anchors    verify, unaccounted, passage_url: facts against the documents
    sentences  split: text → sentences
    overlay    read_overlays, with_silent: the pack in another language
    starting   write_starter: a small pack to begin with

For authors, without Django: ``python -m quizzes.factbase.check``, ``.verify``, ``.anchor`` and
``.overlay``.
"""
