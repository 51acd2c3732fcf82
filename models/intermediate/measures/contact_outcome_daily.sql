{{ sum_measures('contact_outcome') }}
