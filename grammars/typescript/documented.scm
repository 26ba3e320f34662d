[(function_signature) (method_signature) (abstract_method_signature)] @definition

((comment) @_documentation
  .
  [
    (function_signature) @definition.documented
    (method_signature) @definition.documented
    (abstract_method_signature) @definition.documented
    (export_statement (function_signature) @definition.documented)
  ]
  (#match? @_documentation "^/[*][*]"))
