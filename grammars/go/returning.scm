[
  (function_declaration body: (block (statement_list . (return_statement) .)))
  (method_declaration body: (block (statement_list . (return_statement) .)))
] @definition.returning
