[(function_definition) (method_declaration)] @definition
((comment) @_documentation
  .
  [(function_definition) (method_declaration)] @definition.documented
  (#match? @_documentation "^/[*][*]"))
