{{ sum_measures('survey_outcome') }}
