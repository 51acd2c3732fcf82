{{ roll_up_measures('conversation_outcome') }}
