[(method_declaration) (constructor_declaration)] @definition
((comment) @_documentation
  .
  [(method_declaration) (constructor_declaration)] @definition.documented
  (#match? @_documentation "^///|^/[*][*]"))
