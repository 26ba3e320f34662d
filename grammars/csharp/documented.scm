[(method_declaration) (constructor_declaration)] @definition
((comment) @documentation
  .
  [(method_declaration) (constructor_declaration)] @definition.documented
  (#match? @documentation "^///|^/[*][*]"))
