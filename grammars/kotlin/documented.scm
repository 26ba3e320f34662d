(function_declaration) @definition
((block_comment) @documentation
  .
  (function_declaration) @definition.documented
  (#match? @documentation "^/[*][*]"))
