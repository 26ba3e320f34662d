(call_expression function: (identifier) @called (#any-of? @called "print" "println" "printf")) @print
