[
  (if_statement)
  (elseif_clause)
  (for_statement)
  (while_statement)
  (catch_clause)
  (ternary_expression)
  (for_clause)
  (if_clause)
] @branch
(binary_expression (operator) @_operator (#any-of? @_operator "&&" "||")) @branch
