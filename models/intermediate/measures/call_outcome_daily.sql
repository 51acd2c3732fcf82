{{ sum_measures('call_outcome') }}
