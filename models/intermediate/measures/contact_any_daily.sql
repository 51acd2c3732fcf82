{{ sum_measures('contact_any') }}
