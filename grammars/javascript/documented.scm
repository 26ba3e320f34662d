; Functions with a name of their own are definitions: callbacks need no documentation.
[
  (function_declaration)
  (generator_function_declaration)
  (method_definition)
] @definition
(variable_declarator value: [(arrow_function) (function_expression) (generator_function)] @definition)
(assignment_expression right: [(arrow_function) (function_expression) (generator_function)] @definition)

((comment) @_documentation
  .
  [
    (function_declaration) @definition.documented
    (generator_function_declaration) @definition.documented
    (method_definition) @definition.documented
    (export_statement [(function_declaration) (generator_function_declaration)] @definition.documented)
    (lexical_declaration (variable_declarator value: [(arrow_function) (function_expression)] @definition.documented))
    (variable_declaration (variable_declarator value: [(arrow_function) (function_expression)] @definition.documented))
    (export_statement
      (lexical_declaration (variable_declarator value: [(arrow_function) (function_expression)] @definition.documented)))
    (expression_statement
      (assignment_expression right: [(arrow_function) (function_expression)] @definition.documented))
  ]
  (#match? @_documentation "^/[*][*]"))
