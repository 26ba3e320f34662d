(function_definition) @definition
((block_comment) @documentation
  .
  (function_definition) @definition.documented
  (#match? @documentation "^/[*][*]"))
