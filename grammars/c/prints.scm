(call_expression
  function: (identifier) @_called
  (#any-of? @_called "printf" "vprintf" "puts" "putchar" "perror")) @print
(call_expression
  function: (identifier) @_called
  arguments: (argument_list (identifier) @_stream)
  (#any-of? @_called "fprintf" "vfprintf" "fputs" "fputc" "putc")
  (#any-of? @_stream "stdout" "stderr")) @print
