[(if_statement) (for_statement) (while_statement) (repeat_statement)] @branch
(binary_operator operator: ["&&" "||"]) @branch
