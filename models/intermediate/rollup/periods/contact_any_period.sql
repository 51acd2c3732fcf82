{{ roll_up_measures('contact_any') }}
