(function_definition) @definition
((block_comment) @_documentation
  .
  (function_definition) @definition.documented
  (#match? @_documentation "^/[*][*]"))
