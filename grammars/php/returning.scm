[
  (function_definition body: (compound_statement "{" . (comment)* . (return_statement) . (comment)* . "}"))
  (method_declaration body: (compound_statement "{" . (comment)* . (return_statement) . (comment)* . "}"))
] @definition.returning
