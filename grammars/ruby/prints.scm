(call !receiver method: (identifier) @called (#any-of? @called "puts" "print" "p" "pp" "printf" "putc")) @print
(call receiver: [(constant) (global_variable)] @stream method: (identifier) @called
  (#any-of? @stream "STDOUT" "STDERR" "$stdout" "$stderr")
  (#any-of? @called "puts" "print" "printf" "write")) @print
