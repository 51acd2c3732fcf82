{{ roll_up_measures('reply') }}
