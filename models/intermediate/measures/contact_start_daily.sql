{{ sum_measures('contact_start') }}
