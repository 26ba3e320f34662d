[(if_expression) (while_expression) (do_while_expression) (for_expression)] @branch
(case_clause) @branch
(infix_expression operator: (operator_identifier) @_operator (#any-of? @_operator "&&" "||")) @branch
