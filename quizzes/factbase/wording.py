"""Problems as sentences for the author at a terminal: where, what is wrong, what to do.

The templates of the app speak for themselves; these words are for the commands alone.
"""

from collections.abc import Mapping

from quizzes.factbase.problems import Problem

SENTENCES: Mapping[str, str] = {
    # Files and YAML
    "folder-missing": "There is no folder {folder}. Give the folder of a pack.",
    "folder-taken": "{folder} exists already, and nothing in it was touched. Choose another name "
    "or --folder.",
    "too-many-files": "The folder holds over {limit} YAML files. Is it a pack?",
    "file-missing": "This file is missing. docs/PACKS.md shows what it holds.",
    "file-unknown": "No such file belongs to a pack.{meant} Known are: {known}.",
    "file-too-big": "The file has {size} bytes; at most {limit} are read. Split it.",
    "file-not-utf8": "This line is not UTF-8. Save the file as UTF-8.",
    "yaml-unreadable": "This is no readable YAML: {problem}. Is a quote or a bracket missing?",
    "yaml-key-twice": "“{key}” stands twice in this table. Keep one.",
    "yaml-alias": "Aliases (*{name}) are refused. Write the value out.",
    "yaml-anchor": "YAML anchors (&{name}) are refused. Write the value out.",
    "yaml-tag": "YAML tags ({tag}) are refused. Types come from the field.",
    "yaml-key-not-text": "A key must be a word, not a list or a table.",
    "yaml-too-deep": "This is nested over {limit} levels deep.",
    "yaml-second-document": "A file holds one document. Remove the line “---”.",
    # Fields
    "wrong-shape": "{field_named} must be a {wanted}; here stands a {found}.",
    "field-missing": "“{field}” is missing here.",
    "field-empty": "“{field}” is empty. Fill it or remove it.",
    "field-unknown": "“{field}” is unknown here.{meant} Known are: {known}. "
    "(In {{…}} and […] a text with a comma needs quotes.)",
    "id-malformed": "“{id}” is no id. Write lower-case words joined by hyphens.",
    "id-twice": "“{id}” is taken already, at {first}. Ids are unique.",
    "not-a-whole-number": "“{field}” must be a whole number, not “{value}”.",
    "number-too-long": "“{field}” has too many digits.",
    "not-a-number": "“{field}” must be a number like 440 or 74.22, not “{value}”.",
    "not-true-or-false": "“{field}” must be true or false, not “{value}”.",
    "not-one-of": "“{field}” cannot be “{value}”.{meant} It is one of: {known}.",
    "value-twice": "“{field}” holds the same thing twice.",
    "value-and-values": "Write either “value” or “values”, not both.",
    "anchor-and-anchors": "Write either “anchor” or “anchors”, not both.",
    "anchor-missing": "The anchor is missing. “python -m quizzes.factbase.anchor FILE QUOTE” makes "
    "one.",
    "anchor-malformed": "An anchor is [source, start, end, hash, phrase] or {{source: …, locator: "
    "…}}. “python -m quizzes.factbase.anchor FILE QUOTE” makes one.",
    "range-needs-both-ends": "A range needs “n” and a larger “to”; nothing else takes “to”.",
    "sensitivity-out-of-range": "Sensitivity is 0 to 3, not {value}.",
    # Dates
    "date-outside-subset": "“{text}” is no date that can be read. docs/PACKS.md lists the forms.",
    "date-impossible": "“{text}”: there is no such day or month.",
    "date-year-minus-zero": "“{text}”: there is no year -0; 1 BC is 0000.",
    "date-interval-backwards": "“{text}” ends before it begins.",
    "date-interval-unbounded": "“{text}” is open on both sides and tells nothing.",
    # References
    "missing-reference": "There is no {what} “{id}”.{meant} Add it or use another.",
    "domain-mismatch": "“{predicate}” cannot be said of “{id}”, which is a {type}. "
    "Its domain is: {domain}.",
    "range-mismatch": "“{id}” is a {type}; values of “{predicate}” are: {range}.",
    "perhaps-entity": "“{id}” is no entity. Did you mean “{suggestion}”? If it is a text, "
    "all is well.",
    "foil-used": "“{id}” is a foil, no subject and no value. Remove “foil: true” there, or use "
    "another.",
    "foil-unattested": "The foil “{id}” needs “cite” (title, url) and “why”.",
    # Pack
    "no-facts": "The pack holds no facts yet.",
    "eras-not-ascending": "The era “{id}” begins before the one above it. Earliest first.",
    "url-not-web": "“{url}” is no address of the web. It begins with https:// or http://.",
    "sha256-malformed": "“sha256” must be 64 hex digits over the file's bytes.",
    "hash-malformed": "The hash must be the first 16 hex digits, in lower case.",
    "range-empty": "The end ({end}) must lie beyond the start ({start}).",
    "range-outside": "{start} to {end} does not lie within “{id}”.",
    "section-gap": "“{id}” begins at {start}, but what is before it ends at {reached}. Sections "
    "and not_text cover the whole source.",
    "section-overlap": "“{id}” begins at {start}, but what is before it reaches to {reached}.",
    "sections-end": "The sections of “{id}” reach to {reached}; the source has {length} code "
    "points.",
    "range-mixed": "A range is a list of entity types, or quantity, text or date alone; not "
    "{range}.",
    "qualifier-taken": "A qualifier cannot be called “{name}”; that is a slot already.",
    "slot-unknown": "“{slot}” is no slot here.{meant} Known are: {known}.",
    "functional-given-itself": "“{slot}” cannot be fixed by itself.",
    "part-of-itself": "“{id}” is part of itself.",
    "label-twice": "“{id}” has the same label and type as “{other}”.",
    "type-unused": "No predicate knows the type “{type}”.{meant}",
    # Facts
    "statement-pronoun": "The statement begins with “{word}”. It must be understood alone: write "
    "the name.",
    "statement-unfinished": "The statement does not end like a sentence. Add the full stop.",
    "statement-sentences": "The statement has several sentences. One is enough.",
    "ask-too-sensitive": "Facts of sensitivity {sensitivity} are read, never asked. Remove “ask”.",
    "card-too-sensitive": "Facts of sensitivity {sensitivity} are for reading pages only. Remove "
    "“card”.",
    "ask-of-suspect": "A suspect fact is shown, never asked. Remove “ask” and “card”.",
    "complete-without-values": "“complete” belongs to an assertion that lists values and denies "
    "none.",
    "assertion-says-nothing": "The assertion “{id}” says nothing: give a value, when, with or "
    "gloss.",
    "verb-casts-doubt": "“{verb}” casts doubt. Write “said” or “stated”, for all sides alike.",
    "of-without-cause": "“of” belongs to denies and corrects, not to {stance}.",
    "of-missing": "“{stance}” needs “of”: which assertion of this fact? Here are: {known}.",
    "of-circle": "“{id}” denies or corrects itself in a circle.",
    "functional-many-values": "“{predicate}” allows one value, because “{because}”. Here are "
    "several.",
    "qualifier-unknown": "“{predicate}” takes no “{name}”.{meant} Its qualifiers: {known}.",
    "locator-in-text": "“{source}” is a text: give offsets, not a locator.",
    "offsets-without-text": "“{source}” has no text: give {{source: {source}, locator: …}}.",
    "anchor-in-not-text": "{start} to {end} of “{id}” touches what is no article text.",
    "phrase-missing": "The anchor has no search phrase.",
    "phrase-too-long": "The search phrase has {words} words; at most {limit}.",
    "event-title-dated": "The title tells its date (“{leak}”). Titles are cards to be ordered.",
    "event-without-date": "The event's date is that of assertion “{of}”, which has no “when”.",
    # Asks
    "stem-no-question": "The stem is no question. End it with a question mark.",
    "stem-too-long": "The stem has {words} words; at most {limit}.",
    "ask-fixes-itself": "“{slot}” is asked for; the stem cannot fix it.",
    "ask-fixes-nothing": "The stem cannot fix “{slot}”: assertion “{of}” has none. Remove it from "
    "“fixes” or add it to the assertion.",
    "ask-unanswerable": "Assertion “{of}” has nothing in “{slot}”, so nobody can answer this.",
    "ask-given-missing": "Several values have “{slot}”. Say in “given” which one the stem names.",
    "ask-given-idle": "“given” narrows a qualifier; it does nothing for “{slot}”.",
    "ask-contested": "This fact is contested: name who says so in the stem and add “agent” to "
    "“fixes” ({agent}), or ask for the agent.",
    "among-no-entities": "“among” lists entities; “{slot}” has none here.",
    "among-holds-key": "“{id}” is the answer itself. Remove it from “among”.",
    # Translations
    "overlay-lacks": "The {what} “{id}” belongs to this fact and has no text in this language yet.",
    "overlay-because": "“{id}” has {wanted} reasons. Translate each in “because”, in their order.",
    "overlay-text-missing": "“{field}” is not translated yet: {original}",
    "overlay-text-idle": "The original of “{id}” has no “{field}”. Remove it here.",
    "overlay-ask-missing": "The ask for “{slot}” of assertion “{of}” is not translated; nobody is "
    "asked it in this language.",
    "overlay-ask-unknown": "The original has no further ask for “{slot}” of assertion “{of}”.",
    "overlay-agents": "Anybody may stand among the options here. These have no name yet: {known}.",
    "overlay-stale": "The original of “{id}” has changed since it was translated. Compare the two, "
    "then run python -m quizzes.factbase.overlay PACK LANGUAGE --mark {id}.",
    "overlay-unmarked": "Nobody noted which original of “{id}” was translated. Run python -m "
    "quizzes.factbase.overlay PACK LANGUAGE --mark.",
}


def sentence(problem: Problem) -> str:
    """What is wrong and what to do. An unknown code is told as it is."""
    template = SENTENCES.get(problem.code)
    params = {key: value for key, value in problem.params.items() if key != "suggestion"}
    if template is None:
        told = ", ".join(f"{key} {value}" for key, value in params.items())
        return f"{problem.code}: {told}" if told else problem.code
    suggestion = problem.params.get("suggestion", "")
    meant = f" Did you mean “{suggestion}”?" if suggestion else ""
    field = problem.params.get("field")
    named = f"“{field}”" if field else "This"
    try:
        return template.format(**params, suggestion=suggestion, meant=meant, field_named=named)
    except KeyError:
        return f"{problem.code}: {params}"


def with_place(problem: Problem, folder: str = "") -> str:
    """``file:line: sentence [code]``, the file below ``folder`` so that editors can open it.
    docs/PACKS.md lists the codes."""
    place = f"{folder.rstrip('/')}/{problem.file}" if problem.file else folder or "."
    level = "warning: " if problem.warning else ""
    code = f" [{problem.code}]" if problem.code in SENTENCES else ""
    return f"{place}:{problem.line}: {level}{sentence(problem)}{code}"
