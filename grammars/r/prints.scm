(call function: (identifier) @called (#any-of? @called "print" "cat" "message")) @print
