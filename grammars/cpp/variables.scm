; Members of classes, not their functions
(field_declaration
  declarator: [
    (field_identifier)
    (array_declarator)
    (pointer_declarator declarator: (field_identifier))
  ] @variable)
