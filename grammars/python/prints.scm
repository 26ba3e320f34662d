(call function: (identifier) @_called (#any-of? @_called "print" "pprint")) @print
; Python 2
(print_statement) @print
