(call function: (identifier) @called (#any-of? @called "print" "pprint")) @print
; Python 2
(print_statement) @print
