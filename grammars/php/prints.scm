[(echo_statement) (print_intrinsic)] @print
(function_call_expression
  function: (name) @_called
  (#any-of? @_called "printf" "vprintf" "print_r" "var_dump" "var_export")) @print
