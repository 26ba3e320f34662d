(comment) @comment
; Documentation strings
(module . (comment)* . (expression_statement (string) @comment))
(function_definition body: (block . (comment)* . (expression_statement (string) @comment)))
(class_definition body: (block . (comment)* . (expression_statement (string) @comment)))
