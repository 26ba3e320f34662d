(function_declaration) @definition
((comment) @documentation
  .
  (function_declaration) @definition.documented
  (#match? @documentation "^///"))
