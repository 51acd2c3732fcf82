{{ roll_up_measures('inquiry') }}
