[(function_definition) (method_declaration)] @definition
((comment) @documentation
  .
  [(function_definition) (method_declaration)] @definition.documented
  (#match? @documentation "^/[*][*]"))
