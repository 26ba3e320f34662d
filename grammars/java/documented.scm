[(method_declaration) (constructor_declaration)] @definition
((block_comment) @_documentation
  .
  [(method_declaration) (constructor_declaration)] @definition.documented
  (#match? @_documentation "^/[*][*]"))
