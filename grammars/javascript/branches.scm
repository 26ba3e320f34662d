; Each adds one path through a function (McCabe 1976); "default" adds none.
[
  (if_statement)
  (for_statement)
  (for_in_statement)
  (while_statement)
  (do_statement)
  (switch_case)
  (catch_clause)
  (ternary_expression)
] @branch
(binary_expression operator: ["&&" "||" "??"]) @branch
