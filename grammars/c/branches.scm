[
  (if_statement)
  (for_statement)
  (while_statement)
  (do_statement)
  (conditional_expression)
] @branch
(case_statement "case") @branch
(binary_expression operator: ["&&" "||"]) @branch
