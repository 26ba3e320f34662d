[(if_expression) (while_expression) (for_expression)] @branch
(match_case) @branch
(infix_expression operator: [(and_operator) (or_operator)]) @branch
