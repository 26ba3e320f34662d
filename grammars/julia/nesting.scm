[
  (module_definition)
  (function_definition)
  (struct_definition)
  (if_statement)
  (for_statement)
  (while_statement)
  (try_statement)
  (let_statement)
  (compound_statement)
] @nesting
