[(echo_statement) (print_intrinsic)] @print
(function_call_expression
  function: (name) @called
  (#any-of? @called "printf" "vprintf" "print_r" "var_dump" "var_export")) @print
