"""Names of Moodle's XML that its reader and its writer share.

| kind here  | type of question | its own settings                                                |
|------------|------------------|-----------------------------------------------------------------|
| choice     | multichoice      | single=true; shuffleanswers=false where options stand ascending |
| multiple   | multichoice      | single=false                                                    |
| true-false | truefalse        |                                                                 |
| short      | shortanswer      | usecase=1 where case counts                                     |
| numerical  | numerical        | units                                                           |
| ordering   | ordering         | gradingtype, nine of them, named as the methods here            |

Source: https://docs.moodle.org/en/Moodle_XML_format and the plugin qtype_ordering.
"""

DEFAULT_GRADE = "1.0000000"
PENALTY = {"truefalse": "1.0000000"}
USUAL_PENALTY = "0.3333333"

COMBINED = {
    "feedback_correct": "correctfeedback",
    "feedback_partial": "partiallycorrectfeedback",
    "feedback_incorrect": "incorrectfeedback",
}
WITH_COMBINED = frozenset({"multichoice", "ordering"})

# What Moodle sets for a kind, beside what an item knows of: kept as it came, else as it is here.
SETTINGS: dict[str, dict[str, str]] = {
    "multichoice": {"answernumbering": "abc", "showstandardinstruction": "0"},
    "truefalse": {"showstandardinstruction": "0"},
    "shortanswer": {},
    "numerical": {
        "unitgradingtype": "0",
        "unitpenalty": "0.1000000",
        "showunits": "3",
        "unitsleft": "0",
    },
    "ordering": {
        "layouttype": "VERTICAL",
        "selecttype": "ALL",
        "selectcount": "0",
        "showgrading": "SHOW",
        "numberingstyle": "none",
    },
}

# The methods are those of ``grading.Method``, which this room does not know.
GRADING_TYPES = {
    "ALL_OR_NOTHING": "all-or-nothing",
    "ABSOLUTE_POSITION": "absolute-position",
    "RELATIVE_TO_CORRECT": "relative-to-correct",
    "RELATIVE_NEXT_EXCLUDE_LAST": "relative-next-exclude-last",
    "RELATIVE_NEXT_INCLUDE_LAST": "relative-next-include-last",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "relative-one-previous-and-next",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "relative-all-previous-and-next",
    "LONGEST_ORDERED_SUBSET": "longest-ordered-subset",
    "LONGEST_CONTIGUOUS_SUBSET": "longest-contiguous-subset",
}
# Older files have shorter names; without any, the plugin takes the last of these.
OLD_GRADING_TYPES = {
    "ABSOLUTE": "absolute-position",
    "ABS": "absolute-position",
    "RELATIVE": "relative-next-exclude-last",
    "REL": "relative-next-exclude-last",
    "": "relative-next-exclude-last",
}
# What an ordering without a method of its own is graded by.
HOUSE_TYPE = "RELATIVE_ALL_PREVIOUS_AND_NEXT"
# An attribute (Moodle passes over it) of a name and of a grading type that the question has not, so
# that it comes back without them.
HOUSE_MARK = "default"

FORMATS = {
    "html": "html",
    "markdown": "markdown",
    "moodle_auto_format": "moodle",
    "plain_text": "",
}
FILES = "@@PLUGINFILE@@/"
# A picture that was put below a plain text, which has to be HTML for it.
ADDED_PICTURE = "picture-of-plain-text"
