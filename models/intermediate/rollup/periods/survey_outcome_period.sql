{{ roll_up_measures('survey_outcome') }}
