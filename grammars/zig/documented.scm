(function_declaration) @definition
((comment) @_documentation
  .
  (function_declaration) @definition.documented
  (#match? @_documentation "^///"))
