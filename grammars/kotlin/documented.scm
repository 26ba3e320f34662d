(function_declaration) @definition
((block_comment) @_documentation
  .
  (function_declaration) @definition.documented
  (#match? @_documentation "^/[*][*]"))
