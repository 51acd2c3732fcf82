{{ roll_up_measures('first_response') }}
