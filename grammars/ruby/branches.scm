[
  (if)
  (elsif)
  (unless)
  (while)
  (until)
  (for)
  (when)
  (rescue)
  (conditional)
  (if_modifier)
  (unless_modifier)
  (while_modifier)
  (until_modifier)
  (rescue_modifier)
] @branch
(in_clause) @branch
(binary operator: ["&&" "||" "and" "or"]) @branch
