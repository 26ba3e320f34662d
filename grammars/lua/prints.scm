(function_call name: (_) @_called (#any-of? @_called "print" "io.write")) @print
