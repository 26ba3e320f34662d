(declaration
  declarator: [
    (identifier)
    (array_declarator)
    (init_declarator)
    (pointer_declarator declarator: [(identifier) (array_declarator) (pointer_declarator)])
  ] @variable)
