{{ sum_measures('first_response') }}
