(call_expression
  function: (identifier) @called
  (#any-of? @called "printf" "vprintf" "puts" "putchar" "perror")) @print
(call_expression
  function: (identifier) @called
  arguments: (argument_list (identifier) @stream)
  (#any-of? @called "fprintf" "vfprintf" "fputs" "fputc" "putc")
  (#any-of? @stream "stdout" "stderr")) @print
