(value_definition (let_binding (parameter)) @definition)
((comment) @documentation
  .
  (value_definition (let_binding (parameter)) @definition.documented)
  (#match? @documentation "^[(][*][*]"))
