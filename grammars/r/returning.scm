; What stands in no braces is returned, and so is the last expression within them.
(binary_operator
  operator: ["<-" "<<-" "="]
  rhs: (function_definition
    body: [
      (identifier)
      (string)
      (float)
      (integer)
      (call)
      (binary_operator)
      (unary_operator)
      (extract_operator)
      (subset)
      (subset2)
      (braced_expression
        "{"
        .
        (comment)*
        .
        [(identifier) (string) (float) (integer) (call) (extract_operator) (subset) (subset2) (true) (false) (null)]
        .
        "}")
    ]) @definition.returning)
