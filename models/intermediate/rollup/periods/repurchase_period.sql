{{ roll_up_measures('repurchase') }}
