[(if_expression) (for_statement) (while_statement) (do_while_statement) (catch_block)] @branch
; Of a when, each entry but one adds a path.
(when_expression (when_entry) . (when_entry) @branch)
(binary_expression operator: ["&&" "||" "?:"]) @branch
