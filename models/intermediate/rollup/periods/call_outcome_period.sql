{{ roll_up_measures('call_outcome') }}
