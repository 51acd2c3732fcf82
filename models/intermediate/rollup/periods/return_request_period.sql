{{ roll_up_measures('return_request') }}
