(call_expression . (identifier) @_called (#any-of? @_called "print" "println")) @print
