{{ sum_measures('conversation_outcome') }}
