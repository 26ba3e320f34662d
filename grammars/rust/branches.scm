; Of a match, each arm but one adds a path; the first arm stands for none.
[(if_expression) (while_expression) (for_expression) (loop_expression)] @branch
(match_block (match_arm) . (match_arm) @branch)
(try_expression) @branch
(binary_expression operator: ["&&" "||"]) @branch
