(function_definition) @definition
(function_definition body: (block . (comment)* . (expression_statement (string)))) @definition.documented
