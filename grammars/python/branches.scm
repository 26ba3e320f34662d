[
  (if_statement)
  (elif_clause)
  (for_statement)
  (while_statement)
  (except_clause)
  (case_clause)
  (conditional_expression)
  (for_in_clause)
  (if_clause)
  (boolean_operator)
] @branch
