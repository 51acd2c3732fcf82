{{ roll_up_measures('call_offered') }}
