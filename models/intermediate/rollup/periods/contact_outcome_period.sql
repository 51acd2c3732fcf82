{{ roll_up_measures('contact_outcome') }}
