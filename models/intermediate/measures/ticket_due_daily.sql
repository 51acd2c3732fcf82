{{ sum_measures('ticket_due') }}
