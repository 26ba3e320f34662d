[(method_declaration) (constructor_declaration)] @definition
((block_comment) @documentation
  .
  [(method_declaration) (constructor_declaration)] @definition.documented
  (#match? @documentation "^/[*][*]"))
