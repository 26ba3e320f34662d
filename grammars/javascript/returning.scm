[
  (function_declaration body: (statement_block "{" . (comment)* . (return_statement) . (comment)* . "}"))
  (generator_function_declaration body: (statement_block "{" . (comment)* . (return_statement) . (comment)* . "}"))
  (method_definition body: (statement_block "{" . (comment)* . (return_statement) . (comment)* . "}"))
] @definition.returning
(variable_declarator value: (arrow_function body: (expression)) @definition.returning)
(variable_declarator
  value: (_ body: (statement_block "{" . (comment)* . (return_statement) . (comment)* . "}")) @definition.returning)
