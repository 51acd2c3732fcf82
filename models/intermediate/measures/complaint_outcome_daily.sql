{{ sum_measures('complaint_outcome') }}
