{{ sum_measures('ticket_outcome') }}
