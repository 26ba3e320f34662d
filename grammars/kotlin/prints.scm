(call_expression . (identifier) @called (#any-of? @called "print" "println")) @print
