{{ sum_measures('call_offered') }}
