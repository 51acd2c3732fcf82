{{ roll_up_measures('ticket_outcome') }}
