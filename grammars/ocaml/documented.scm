(value_definition (let_binding (parameter)) @definition)
((comment) @_documentation
  .
  (value_definition (let_binding (parameter)) @definition.documented)
  (#match? @_documentation "^[(][*][*]"))
