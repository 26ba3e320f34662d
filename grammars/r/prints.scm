(call function: (identifier) @_called (#any-of? @_called "print" "cat" "message")) @print
