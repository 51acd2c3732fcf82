{{ sum_measures('return_request') }}
