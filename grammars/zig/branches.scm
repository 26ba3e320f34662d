[
  (if_statement)
  (if_expression)
  (for_statement)
  (for_expression)
  (while_statement)
  (while_expression)
  (catch_expression)
] @branch
; Of a switch, each case but one adds a path.
(switch_expression (switch_case) . (switch_case) @branch)
(binary_expression ["and" "or" "orelse"]) @branch
