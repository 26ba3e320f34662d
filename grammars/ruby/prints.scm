(call !receiver method: (identifier) @_called (#any-of? @_called "puts" "print" "p" "pp" "printf" "putc")) @print
(call receiver: [(constant) (global_variable)] @_stream method: (identifier) @_called
  (#any-of? @_stream "STDOUT" "STDERR" "$stdout" "$stderr")
  (#any-of? @_called "puts" "print" "printf" "write")) @print
