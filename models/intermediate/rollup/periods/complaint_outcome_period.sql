{{ roll_up_measures('complaint_outcome') }}
