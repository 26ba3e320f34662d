[
  (if_statement)
  (for_statement)
  (foreach_statement)
  (while_statement)
  (do_statement)
  (catch_clause)
  (conditional_expression)
] @branch
(switch_section "case") @branch
; Of a switch expression, each arm but one adds a path.
(switch_expression (switch_expression_arm) . (switch_expression_arm) @branch)
(binary_expression operator: ["&&" "||" "??"]) @branch
