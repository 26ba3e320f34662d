(function_definition
  body: (compound_statement "{" . (comment)* . (return_statement) . (comment)* . "}")) @definition.returning
