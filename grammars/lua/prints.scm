(function_call name: (_) @called (#any-of? @called "print" "io.write")) @print
