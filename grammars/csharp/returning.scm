(method_declaration
  body: (block "{" . (comment)* . (return_statement) . (comment)* . "}")) @definition.returning
(method_declaration body: (arrow_expression_clause)) @definition.returning
