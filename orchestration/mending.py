"""What to do about a row in the quarantine, by the rule that it breaks."""

HOW_TO_MEND = {
    "required_null": "the export must fill the column",
    "bad_timestamp": "write ISO 8601; other orders of day and month: delivery_formats.csv",
    "bad_number": "write digits and a decimal point, without units",
    "bad_boolean": "write true/false, 1/0, yes/no or 是/否, or add a row to value_aliases.csv",
    "bad_value": "use a value of the declaration, or add a row to value_aliases.csv",
    "out_of_range": "the declaration names the range; mend the value in the source system",
    "out_of_order": "the instant lies before the row's start; look for mixed time zones",
    "future_start": "starts over a day after the file was written; look at clock and time zone",
    "before_2000": "a default such as 1970-01-01 or 1900-01-01 of the source system: leave it out",
    "field_count": "a line has too few or too many fields; quote texts that hold the delimiter",
}
