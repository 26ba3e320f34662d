(call_expression function: (identifier) @_called (#any-of? @_called "print" "println" "printf")) @print
