(method_declaration
  body: (block "{" . [(line_comment) (block_comment)]* . (return_statement) . "}")) @definition.returning
