(binary_operator
  lhs: [(identifier) (string) (extract_operator) (subset) (subset2)]
  operator: ["<-" "<<-" "="]
  rhs: [(identifier) (string) (integer) (float) (complex) (true) (false) (null) (na) (nan) (inf) (call) (subset) (subset2)
    (extract_operator) (namespace_operator) (binary_operator) (unary_operator) (parenthesized_expression) (if_statement)
    (braced_expression)]) @variable
(binary_operator operator: ["->" "->>"]) @variable
