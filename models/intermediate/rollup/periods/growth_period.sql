{{ roll_up_measures('growth') }}
